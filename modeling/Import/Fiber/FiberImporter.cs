using System.Text.Json;
using I2M2.Cli;
using I2M2.Modeling.Networks.Fiber;
using I2M2.Modeling.Tasks.VisionLanguage;
using I2M2.Modeling.Training;
using I2M2.Shards;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Import.Fiber;

/// <summary>How files and a backbone compare.</summary>
/// <param name="Matched">Tensors of the backbone that the files have.</param>
/// <param name="Missing">Those that they lack, which are fresh.</param>
/// <param name="Unexpected">Tensors of the files that have no place.</param>
/// <param name="Resized">Tables of positions that were brought to another size of pictures.</param>
/// <param name="Unused">Tensors of the files that are known and not needed.</param>
internal sealed record FiberReport(int Matched, IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected, IReadOnlyList<string> Resized, int Unused);

/// <summary>
/// Takes over the weights of a FIBER backbone, of one file or of several (RoBERTa's and Swin's). Nothing is passed over in silence: what is missing or has no place ends the import, unless
/// the user allows it.
/// </summary>
/// <param name="files">State dicts of torch.save, Lightning checkpoints, or safetensors.</param>
/// <param name="imageSize">Rows and columns of pictures; 0: as the files have it.</param>
/// <param name="textHeads">Heads of a text layer; 0: as wide as RoBERTa's.</param>
internal sealed class FiberImporter(IReadOnlyList<string> files, int imageSize, int textHeads)
{
    /// <summary>The name for `--as`.</summary>
    internal const string Name = "fiber";

    private const string FileName = "backbone.safetensors", Format = "i2m2-backbone-1", Table = "relative_position_bias_table";

    /// <summary>Imports.</summary>
    /// <param name="folder">Where to; must not hold a backbone.</param>
    /// <param name="allowMissing">Whether the backbone may have fresh tensors.</param>
    /// <param name="allowUnexpected">Whether files may have tensors without a place.</param>
    /// <param name="seed">Of fresh tensors.</param>
    /// <returns>How they compare, the network's sizes and the file that was written.</returns>
    /// <exception cref="InputRefusedException">A file is broken, or the two do not fit.</exception>
    /// <exception cref="UsageException">The folder holds a backbone already.</exception>
    internal (FiberReport Report, FiberConfig Config, string Path) Run(string folder, bool allowMissing, bool allowUnexpected, int seed)
    {
        var path = Path.Combine(folder, FileName);
        if (File.Exists(path))
            throw new UsageException($"{folder} holds a backbone already. Name another folder with --out, or remove it.");
        var opened = new List<ForeignFile>();
        try
        {
            foreach (var file in files)
                opened.Add(ForeignFile.Open(file));
            var (places, unexpected, unused) = Places(opened);
            var config = FiberShapes.Of(places.ToDictionary(p => p.Key, p => ShapeOf(p.Value)), imageSize, textHeads);
            if (config.Problem() is { } problem)
                throw new InputRefusedException(files[0], $"its tensors are of no FIBER network: {problem}", "give weights of FIBER, or of RoBERTa and Swin as FIBER has them");
            using var scope = NewDisposeScope();
            manual_seed(seed);
            using var network = new FiberBackbone(config);
            var report = Compare(network, places, unexpected, unused);
            Refuse(report, allowMissing, allowUnexpected);
            Copy(network, places);
            Write(path, network, config, opened, report);
            return (report, config, path);
        }
        finally
        {
            opened.ForEach(f => f.Dispose());
        }
    }

    private (Dictionary<string, ForeignTensor?[]> Places, List<string> Unexpected, int Unused) Places(List<ForeignFile> opened)
    {
        var (places, unexpected, unused) = (new Dictionary<string, ForeignTensor?[]>(StringComparer.Ordinal), new List<string>(), 0);
        foreach (var file in opened)
        {
            var (kept, _) = WrapperNames.Strip(file.Tensors.Select(t => (t.Name, t)));
            var names = new FiberNames([.. kept.Select(k => k.Name)]);
            foreach (var (name, tensor) in kept)
            {
                if (FiberNames.IsUnused(name))
                {
                    unused++;
                }
                else if (names.PlaceOf(name) is not { } place)
                {
                    unexpected.Add(name);
                }
                else
                {
                    var parts = places.TryGetValue(place.Ours, out var there) ? there : places[place.Ours] = new ForeignTensor?[place.Part is null ? 1 : 3];
                    if ((place.Part ?? 0) >= parts.Length || parts[place.Part ?? 0] is not null)
                        throw new InputRefusedException(file.Path, $"tensor '{SafeText.ForTerminal(name, 120)}' is for {place.Ours}, which is there already", "give each weight once");
                    parts[place.Part ?? 0] = tensor;
                }
            }
        }

        var broken = places.FirstOrDefault(p => p.Value.Contains(null));
        return broken.Key is null ? (places, unexpected, unused) : throw new InputRefusedException(files[0], $"of {broken.Key} a third is missing", "give the whole file");
    }

    private static long[] ShapeOf(ForeignTensor?[] parts) => parts.Length == 1 || parts[0]!.Shape.Length == 0 ? parts[0]!.Shape : [parts.Sum(p => p!.Shape[0]), .. parts[0]!.Shape[1..]];

    private FiberReport Compare(FiberBackbone network, Dictionary<string, ForeignTensor?[]> places, List<string> unexpected, int unused)
    {
        var own = network.named_parameters().ToDictionary(p => p.name, p => p.parameter.shape, StringComparer.Ordinal);
        var resized = new List<string>();
        foreach (var (name, parts) in places)
        {
            if (!own.TryGetValue(name, out var shape))
                unexpected.Add(name);
            else if (!ShapeOf(parts).AsSpan().SequenceEqual(shape))
                resized.Add(IsOtherTable(name, ShapeOf(parts), shape) ? name : throw new InputRefusedException(files[0], $"tensor {name} is [{string.Join(", ", ShapeOf(parts))}], the network has [{string.Join(", ", shape)}]", "give weights of one network"));
            foreach (var part in parts.Where(p => p!.Dtype is not (Dtype.F16 or Dtype.BF16 or Dtype.F32 or Dtype.F64)))
                throw new InputRefusedException(files[0], $"tensor '{SafeText.ForTerminal(part!.Name, 120)}' is {part.Dtype}, a real number is expected", "give the weights as they were trained");
        }

        string[] missing = [.. own.Keys.Where(n => !places.ContainsKey(n))];
        return new(places.Keys.Count(own.ContainsKey), missing, unexpected, resized, unused);
    }

    private static bool IsOtherTable(string name, long[] found, long[] wanted) =>
        name.EndsWith(Table, StringComparison.Ordinal) && found is [var rows, var heads] && heads == wanted[1] && Math.Sqrt(rows) is var side && side == Math.Floor(side) && side % 2 == 1;

    private void Refuse(FiberReport report, bool allowMissing, bool allowUnexpected)
    {
        if (report.Matched == 0)
            throw new InputRefusedException(files[0], "none of the backbone's tensors is there", "give weights of FIBER, RoBERTa or Swin");
        if (report.Unexpected.Count > 0 && !allowUnexpected)
            throw new InputRefusedException(files[0], $"tensors without a place in the backbone: {report.Unexpected.Count}, first {SafeText.ForTerminal(report.Unexpected[0], 120)}", "check what the file is, or pass over them with --allow-unexpected");
        if (report.Missing.Count > 0 && !allowMissing)
            throw new InputRefusedException(files[0], $"tensors missing: {report.Missing.Count}, first {report.Missing[0]}", "add the file that has them, or give them fresh values with --allow-missing");
    }

    private static void Copy(FiberBackbone network, Dictionary<string, ForeignTensor?[]> places)
    {
        using var still = no_grad();
        foreach (var (name, parameter) in network.named_parameters())
        {
            if (!places.TryGetValue(name, out var parts))
                continue;
            using var scope = NewDisposeScope();
            var values = parts.Select(p => StoredTensor.FromBytes(p!.Dtype, p.Shape, p.Read()).to(float32)).ToArray();
            var whole = values.Length == 1 ? values[0] : cat(values, 0);
            if (!whole.shape.AsSpan().SequenceEqual(parameter.shape))
                whole = RelativePosition.Resized(whole, Window(whole), Window(parameter));
            parameter.copy_(whole);
        }

        static int Window(Tensor table) => ((int)Math.Sqrt(table.shape[0]) + 1) / 2;
    }

    private static void Write(string path, FiberBackbone network, FiberConfig config, List<ForeignFile> opened, FiberReport report)
    {
        DurableFolder.Create(Path.GetDirectoryName(path)!);
        TensorSeal.Write(path, [.. network.state_dict().Select(t => StoredTensor.ToStored(t.Key, t.Value))], new Dictionary<string, string>
        {
            ["format"] = Format,
            [FiberWeights.ConfigKey] = JsonSerializer.Serialize(config),
            ["imported_from"] = string.Join(", ", opened.Select(f => Path.GetFileName(f.Path))),
            ["imported_sha256"] = string.Join(", ", opened.Select(f => f.Sha256)),
            ["fresh_tensors"] = string.Join(", ", report.Missing),
        });
    }
}
