namespace I2M2.Storage.Hdf5;

/// <summary>The HDF5 library failed; the message has what was to be done and the library's reasons.</summary>
/// <param name="message">The message.</param>
public sealed class Hdf5Exception(string message) : Exception(message);
