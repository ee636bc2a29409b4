namespace I2M2.Storage.Hdf5;

/// <summary>Element types that are read and written, whatever their byte order in the file.</summary>
public enum Hdf5Type
{
    /// <summary>Any other type; it is listed and cannot be read.</summary>
    Other,

    /// <summary>Signed 8-bit integer.</summary>
    I8,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,

    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>IEEE double precision.</summary>
    F64,

    /// <summary>Compound of two float32, r and i, in either order.</summary>
    C64,

    /// <summary>Compound of two float64, r and i, in either order.</summary>
    C128,

    /// <summary>Characters, of fixed or variable length.</summary>
    Text,
}
