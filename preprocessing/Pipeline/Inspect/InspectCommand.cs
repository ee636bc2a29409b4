using System.CommandLine;
using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.Preprocessing.Pipeline.Inspect;

/// <summary>`inspect DIR`: what is in a finished folder, in words, figures and one picture.</summary>
internal static class InspectCommand
{
    private const int RowsOfPicture = 16;
    private const int MostRows = 10_000;

    internal static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of a finished shard set" };
        var rows = new Option<int?>("--rows") { Description = $"Show the first rows of a split as a table, and as many on the picture ({RowsOfPicture} unless given)" };
        var split = new Option<string?>("--split") { Description = "Split of --rows and --picture; the first unless given" };
        var picture = new Option<string?>("--picture") { Description = "Write a PNG with the images of the first rows" };
        var json = new Option<bool>("--json") { Description = "Print as one line of JSON" };
        var command = new Command("inspect", "Show splits, class balance, columns, statistics, options, rows and pictures of a finished shard set") { folder, rows, split, picture, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(rows) is < 1 or > MostRows)
                throw new UsageException($"--rows {parsed.GetValue(rows)}: 1 to {MostRows} is expected");
            using var set = ShardSet.Open(FolderPath.ToRead("DIR", parsed.GetValue(folder)));
            var name = parsed.GetValue(split) ?? set.Manifest.Splits[0].Name;
            if (set.Manifest.Splits.All(s => s.Name != name))
                throw new UsageException($"--split {SafeText.ForTerminal(name)}: there are {string.Join(", ", set.Manifest.Splits.Select(s => s.Name))}");
            Show(set, name, parsed.GetValue(rows), parsed.GetValue(json));
            if (parsed.GetValue(picture) is { } path)
                Draw(set, name, parsed.GetValue(rows) ?? RowsOfPicture, path, parsed.GetValue(json) ? TextWriter.Null : Console.Out);
        });
        return command;
    }

    private static void Show(ShardSet set, string split, int? rows, bool json)
    {
        var balance = ClassBalance.Of(set);
        if (json)
        {
            Console.WriteLine(InspectReport.Json(set, balance, split, rows));
            return;
        }

        InspectReport.Write(Console.Out, set.Manifest, balance);
        if (rows is { } count)
        {
            Console.WriteLine($"\nfirst rows of {split}");
            TextTable.Write(Console.Out, RowTable.Of(set, split, count));
        }
    }

    private static void Draw(ShardSet set, string split, int rows, string path, TextWriter output)
    {
        if (string.IsNullOrWhiteSpace(path) || Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            throw new UsageException($"--picture {SafeText.ForTerminal(path, 300)}: a file to write, in a folder that exists, is expected");
        if (ImageSheet.Suits(set.Manifest))
        {
            using var images = new ImageSheet(set, split, rows);
            images.Write(path);
            output.WriteLine($"\npicture {path}: {SafeText.ForTerminal(images.Caption, int.MaxValue)}");
            foreach (var line in images.Lines())
                output.WriteLine(line);
            return;
        }

        var sheet = new ContactSheet(set, split, rows);
        sheet.Write(path);
        output.WriteLine($"\npicture {path}: {SafeText.ForTerminal(sheet.Caption, int.MaxValue)}");
        var labels = set.Manifest.Columns.Where(c => c.Role == ColumnRole.Label && c.Shape.Length == 0).ToList();
        foreach (var label in labels)
        {
            var values = set[split][label.Name];
            var shown = Enumerable.Range(0, (int)Math.Min(rows, values.Rows)).Select(r => StoredValues.Text(label.Dtype, values.Row(r)));
            output.WriteLine($"{SafeText.ForTerminal(label.Name)}   {string.Join(" ", shown)}");
        }
    }
}
