namespace I2M2.Storage.Hdf5;

/// <summary>A filter of a chunked dataset.</summary>
/// <param name="Code">As registered with the HDF Group: 1 is gzip (deflate), 2 shuffle, 32000 LZF.</param>
/// <param name="Name">Its name for errors.</param>
/// <param name="Parameter">Its first parameter: the level of gzip, the bytes of an element of shuffle.</param>
public readonly record struct Hdf5Filter(int Code, string Name, uint Parameter);
