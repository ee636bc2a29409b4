namespace I2M2.Preprocessing.FastMri;

/// <summary>Names of knee volumes: `file` and seven digits, as fastMRI publishes them. Whatever else a table names is never made part of a path.</summary>
internal static class VolumeId
{
    /// <summary>What is expected, for messages.</summary>
    internal const string Format = "'file' and seven digits";

    private const string Prefix = "file";
    private const int Digits = 7;

    /// <summary>Whether a text is one, with nothing before or behind it.</summary>
    internal static bool Is(ReadOnlySpan<char> text)
        => text.Length == Prefix.Length + Digits && text.StartsWith(Prefix, StringComparison.Ordinal) && !text[Prefix.Length..].ContainsAnyExceptInRange('0', '9');
}
