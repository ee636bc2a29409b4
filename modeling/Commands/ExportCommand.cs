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
        var command = new Command("export", "Write a run's weights under FIBER's and the paper's names, for other code to load.") { checkpoint, output, backbone };
        command.SetAction((parsed, _) =>
        {
            var path = parsed.GetRequiredValue(output);
            if (!path.EndsWith(Ending, StringComparison.Ordinal))
                throw new UsageException($"--out: a file that ends in {Ending} is expected");
            DurableFolder.Create(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var (tensors, heads) = new FiberExport(parsed.GetRequiredValue(checkpoint), parsed.GetValue(backbone)).Write(path);
            Console.WriteLine($"out     {path}  {(tensors > 0 ? $"backbone: {tensors} tensors" : "no backbone (name it with --backbone)")}, heads: {heads} tensors");
            Console.WriteLine($"next    model.load_state_dict(safetensors.torch.load_file({(System.Text.Json.JsonSerializer.Serialize(Path.GetFileName(path)))}), strict=False)");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
