using I2M2.Cli;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>Splits that a user names, with commas between.</summary>
internal static class SplitNames
{
    /// <summary>The splits of an option, each once, in their own order whatever the user's.</summary>
    /// <param name="settings">The options.</param>
    /// <param name="key">The option.</param>
    /// <param name="all">All splits in their order.</param>
    /// <param name="normally">Without the option.</param>
    /// <exception cref="UsageException">One is none of them.</exception>
    internal static IReadOnlyList<string> Read(Settings settings, string key, IReadOnlyList<string> all, IReadOnlyList<string> normally)
    {
        if (settings.Text(key) is not { } text)
            return normally;
        var names = text.Split(',');
        return names.FirstOrDefault(n => !all.Contains(n)) is { } other
            ? throw new UsageException($"--set {key}={SafeText.ForTerminal(text)}: '{SafeText.ForTerminal(other)}' is none of {string.Join(", ", all)}; several are written with commas between")
            : [.. all.Where(names.Contains)];
    }
}
