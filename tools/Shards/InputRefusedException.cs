namespace I2M2.Shards;

/// <summary>
/// An input file is not what it must be. The message has four parts: which file, where in it, what was expected against what
/// was found, and what to do. Control characters, which a hostile file name or header could bring, are shown as '?', and a very long message is cut.
/// Programs end with exit code 3.
/// </summary>
public sealed class InputRefusedException : Exception
{
    /// <param name="file">The offending file or folder.</param>
    /// <param name="problem">Where in it, what was expected and what was found; a sentence part without full stop.</param>
    /// <param name="remedy">What the user can do; a sentence part without full stop.</param>
    /// <param name="inner">The error underneath, if any.</param>
    public InputRefusedException(string file, string problem, string remedy, Exception? inner = null)
        : base(Printable($"{file}: {problem}. {char.ToUpperInvariant(remedy[0])}{remedy[1..]}."), inner)
    {
        FileName = file;
        Problem = problem;
    }

    /// <summary>The offending file or folder.</summary>
    public string FileName { get; }

    /// <summary>What is wrong, without the file and what to do.</summary>
    public string Problem { get; }

    /// <summary>Text of a file as a message may show it.</summary>
    internal static string Printable(string text)
        => string.Create(Math.Min(text.Length, 2000), text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(from[i]) ? '?' : from[i];
        });
}
