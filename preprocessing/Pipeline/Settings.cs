using System.Globalization;
using I2M2.Cli;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>Options given as `--set key=value`. Every key must be asked for: one that no option has is an error.</summary>
public sealed class Settings
{
    private readonly Dictionary<string, string> given = new(StringComparer.Ordinal);
    private readonly SortedSet<string> known = new(StringComparer.Ordinal);

    /// <param name="assignments">Texts of the form key=value.</param>
    /// <exception cref="UsageException">A text has no '=', or a key is given twice.</exception>
    public Settings(IEnumerable<string> assignments)
    {
        foreach (var text in assignments)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
                throw new UsageException($"--set {text}: write key=value");
            if (!given.TryAdd(text[..at], text[(at + 1)..]))
                throw new UsageException($"--set {text[..at]} is given twice");
        }
    }

    /// <summary>A number within bounds.</summary>
    public double Number(string key, double normally, double least, double most)
    {
        if (Text(key) is not { } text)
            return normally;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        throw new UsageException($"--set {key}={text}: a number from {least} to {most} is expected");
    }

    /// <summary>A whole number within bounds.</summary>
    public int Whole(string key, int normally, int least, int most)
    {
        var value = Number(key, normally, least, most);
        return value == Math.Floor(value) ? (int)value : throw new UsageException($"--set {key}={value}: a whole number is expected");
    }

    /// <summary>One of a few words; the first is the default.</summary>
    public string Choice(string key, params string[] words)
    {
        var text = Text(key) ?? words[0];
        return words.Contains(text) ? text : throw new UsageException($"--set {key}={text}: one of {string.Join(", ", words)} is expected");
    }

    /// <summary>To be called when all options were asked for.</summary>
    /// <exception cref="UsageException">A key was given that no option has.</exception>
    public void RefuseUnknown()
    {
        if (given.Keys.FirstOrDefault(k => !known.Contains(k)) is { } unknown)
            throw new UsageException($"--set {unknown}: no such option; there are {string.Join(", ", known)}");
    }

    /// <summary>A text as it was given; null when it was not.</summary>
    public string? Text(string key)
    {
        known.Add(key);
        return given.GetValueOrDefault(key);
    }
}
