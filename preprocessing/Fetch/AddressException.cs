namespace I2M2.Preprocessing.Fetch;

/// <summary>An address did not give its file; the message says why, without the address.</summary>
/// <param name="problem">A sentence part without full stop.</param>
/// <param name="mayPass">Whether it is worth asking again, as after a broken connection or a server error.</param>
/// <param name="inner">The error underneath, if any.</param>
internal sealed class AddressException(string problem, bool mayPass, Exception? inner = null) : Exception(problem, inner)
{
    /// <summary>Whether it is worth asking again.</summary>
    internal bool MayPass => mayPass;
}
