namespace I2M2.Storage.Hdf5;

/// <summary>How a dataset's values lie in its file.</summary>
public enum Hdf5Layout
{
    /// <summary>Within the dataset's header.</summary>
    Compact,

    /// <summary>In one piece.</summary>
    Contiguous,

    /// <summary>In blocks of one shape, each filtered on its own.</summary>
    Chunked,
}
