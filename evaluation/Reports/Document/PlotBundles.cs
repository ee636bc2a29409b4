using System.Reflection;
using System.Text.RegularExpressions;

namespace I2M2.Evaluation;

/// <summary>
/// What the build put into this program for HTML reports: its own style and script, and Vega, Vega-Lite and Vega-Embed with their
/// licences. A build that could not fetch those has none; its reports show plots in words and numbers.
/// </summary>
internal static partial class PlotBundles
{
    private static readonly string[] Libraries = ["vega", "vega-lite", "vega-embed"];

    /// <summary>The style sheet.</summary>
    public static string Style { get; } = Read("report.css")!;

    /// <summary>Scripts in the order in which they must run; null when the build had no npm.</summary>
    public static IReadOnlyList<string>? Scripts { get; } = FindScripts();

    /// <summary>The libraries' licences.</summary>
    public static string Notices { get; } = string.Join('\n', Libraries.Select(name => $"{name}\n\n{Read($"{name}.LICENSE")}"));

    private static string[]? FindScripts()
    {
        string?[] found = [.. Libraries.Select(name => Read($"{name}.min.js"))];
        return found.Contains(null) ? null : [.. found.Select(text => text!), Read("report.js")!];
    }

    private static string? Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name);
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return SourceMap().Replace(reader.ReadToEnd(), "");
    }

    // A browser's tools would ask the network for it.
    [GeneratedRegex("^//# sourceMappingURL=.*$", RegexOptions.Multiline)]
    private static partial Regex SourceMap();
}
