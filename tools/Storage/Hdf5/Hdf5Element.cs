namespace I2M2.Storage.Hdf5;

/// <summary>What a data set holds.</summary>
public enum Hdf5Element
{
    /// <summary>Something that is not read.</summary>
    Other,

    /// <summary>Whole numbers.</summary>
    Whole,

    /// <summary>Real numbers of 4 bytes or fewer.</summary>
    Real32,

    /// <summary>Real numbers of 8 bytes.</summary>
    Real64,

    /// <summary>Compounds of two members, `r` and `i`, each of 4 bytes: h5py's complex64.</summary>
    Complex64,

    /// <summary>Compounds of two members, `r` and `i`, each of 8 bytes: h5py's complex128.</summary>
    Complex128,
}
