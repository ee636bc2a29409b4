namespace I2M2.Preprocessing.Fetch;

/// <summary>
/// What was fetched, or lies in its place, is not what it must be. The message is the problem alone: who asked knows which file it is and what
/// can be done.
/// </summary>
internal sealed class UnfitContentException(string problem, Exception? inner = null) : Exception(problem, inner);
