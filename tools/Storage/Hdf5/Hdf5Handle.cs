namespace I2M2.Storage.Hdf5;

/// <summary>An identifier of the library, closed once.</summary>
/// <param name="id">The identifier, checked.</param>
/// <param name="close">The library's call that closes it.</param>
internal sealed class Hdf5Handle(long id, Func<long, int> close) : IDisposable
{
    private bool isClosed;

    internal long Id => id;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isClosed)
            return;
        isClosed = true;
        using var gate = Hdf5Library.Enter();
        _ = close(id);
    }
}
