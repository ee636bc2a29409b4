using System.CommandLine;
using I2M2.Cli;
using I2M2.Modeling.Export;
using I2M2.Shards;

namespace I2M2.Modeling.Commands;

/// <summary>`modeling export CHECKPOINT --out FILE`: the command line of <see cref="FiberExport"/>.</summary>
public static class ExportCommand
{
    private const string Ending = ".safetensors";

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var checkpoint = new Argument<string>("checkpoint") { Description = "best.safetensors of a run on vqa-vs or nlvr2" };
        var output = new Option<string>("--out") { Description = "File to write, safetensors", Required = true };
        var backbone = new Option<string?>("--backbone") { Description = "Weights of the frozen backbone that the run's heads were trained on [where the run had them; of a run on features: heads alone are written]" };
        var replace = new Option<bool>("--replace") { Description = "Replace the file at --out" };
        var command = new Command("export", "Write a run's weights under FIBER's and the paper's names, for other code to load.") { checkpoint, output, backbone, replace };
        command.SetAction((parsed, _) =>
        {
            var (path, from) = (parsed.GetRequiredValue(output), parsed.GetRequiredValue(checkpoint));
            if (!path.EndsWith(Ending, StringComparison.Ordinal))
                throw new UsageException($"--out: a file that ends in {Ending} is expected");
            var full = Path.GetFullPath(path);
            if (new[] { from, parsed.GetValue(backbone) }.OfType<string>().Any(source => Path.GetFullPath(source) == full))
                throw new UsageException($"--out {path}: the file that is exported; name another");
            if (File.Exists(full) && !parsed.GetValue(replace))
                throw new UsageException($"--out {path}: there is such a file; name another, or --replace it");
            FolderPath.ToWrite("--out", Path.GetDirectoryName(full));
            DurableFolder.Create(Path.GetDirectoryName(full)!);
            var (tensors, heads) = new FiberExport(from, parsed.GetValue(backbone)).Write(path);
            Console.WriteLine($"out     {path}  {(tensors > 0 ? $"backbone: {tensors} tensors" : "no backbone (name it with --backbone)")}, heads: {heads} tensors");
            Console.WriteLine($"next    model.load_state_dict(safetensors.torch.load_file({(System.Text.Json.JsonSerializer.Serialize(Path.GetFileName(path)))}), strict=False)");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
