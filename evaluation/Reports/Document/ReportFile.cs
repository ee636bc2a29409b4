using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.Evaluation;

/// <summary>A report asked for: where, and in which form.</summary>
/// <param name="Path">The file to make or replace.</param>
/// <param name="Format">Makes its text.</param>
internal sealed record ReportFile(string Path, Func<ReportDocument, string> Format)
{
    /// <summary>Looks before the work whether the report can be written after it.</summary>
    /// <param name="path">As the user gave it; its ending chooses the form.</param>
    /// <exception cref="UsageException">Another ending, a folder, or in a folder that is not there or takes no file.</exception>
    public static ReportFile Of(string path)
    {
        var shown = SafeText.ForTerminal(path, int.MaxValue);
        Func<ReportDocument, string> format = System.IO.Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".html" or ".htm" => HtmlReport.Write,
            ".md" => MarkdownReport.Write,
            _ => throw new UsageException($"--report {shown}: expected a name that ends in .html or .md"),
        };
        if (Directory.Exists(path))
            throw new UsageException($"--report {shown}: is a folder; name a file");
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            var problem = FolderPath.IsDenied(folder) ? "permission denied to look into" : "there is no folder";
            throw new UsageException($"--report {shown}: {problem} {SafeText.ForTerminal(folder, int.MaxValue)}; make it, or name another");
        }

        FolderPath.RefuseUnwritable("--report", path);
        return new ReportFile(path, format);
    }

    /// <summary>Writes the report, whole or not at all.</summary>
    public void Write(ReportDocument document) => AtomicFile.WriteText(Path, Format(document));
}
