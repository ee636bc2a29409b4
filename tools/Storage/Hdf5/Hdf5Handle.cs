namespace I2M2.Storage.Hdf5;

/// <summary>An identifier of the library with the function that closes it; to be used under <see cref="Hdf5Library.Enter"/>.</summary>
internal readonly struct Hdf5Handle : IDisposable
{
    private readonly Func<long, int> close;

    /// <param name="id">From the library; negative when a call failed.</param>
    /// <param name="close">Closes it.</param>
    /// <param name="failed">Makes the exception of a failed call.</param>
    internal Hdf5Handle(long id, Func<long, int> close, Func<Exception> failed)
    {
        if (id < 0)
            throw failed();
        (Id, this.close) = (id, close);
    }

    /// <summary>The identifier.</summary>
    internal long Id { get; }

    /// <summary>Closes it.</summary>
    public void Dispose() => _ = close(Id);

    internal static Hdf5Handle Space(long id, Func<Exception> failed) => new(id, H5.H5Sclose, failed);

    internal static Hdf5Handle Type(long id, Func<Exception> failed) => new(id, H5.H5Tclose, failed);

    internal static Hdf5Handle List(long id, Func<Exception> failed) => new(id, H5.H5Pclose, failed);

    internal static Hdf5Handle Attribute(long id, Func<Exception> failed) => new(id, H5.H5Aclose, failed);
}
