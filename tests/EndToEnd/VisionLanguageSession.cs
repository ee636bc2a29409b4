using I2M2.Tests;

namespace I2M2.EndToEnd;

/// <summary>One session on made-up questions and pairs of pictures: JSON, JPEG and PNG files, shards, every paradigm by a small network, figures and reports; shared by the tests that look at it.</summary>
public sealed class VisionLanguageSession : IDisposable
{
    private static readonly string[] Small = ["--profile", "tiny", "--device", "cpu", "--set", "epochs=1", "--set", "aten_threads=1"];
    private readonly TemporaryFolder folder = new();

    public VisionLanguageSession()
    {
        Steps.Add(Programs.Preprocess("synth", "vqa", "--images", "80", "--questions", "3", "--out", At("vqa-raw")));
        Steps.Add(Programs.Preprocess("synth", "nlvr2", "--sentences", "40", "--out", At("nlvr2-raw")));
        Balance();
        Steps.Add(Programs.Preprocess("vqa-vs", "--raw", At("vqa-raw"), "--out", At("vqa"), "--set", "max_length=16", "--set", "minimum_count=2"));
        Steps.Add(Programs.Preprocess("nlvr2", "--raw", At("nlvr2-raw"), "--out", At("nlvr2"), "--set", "max_length=16"));
        Steps.Add(Programs.Train(["vqa-vs", "--data", At("vqa"), "--out", At("runs"), "--paradigm", "all", .. Small]));
        Steps.Add(Programs.Train(["nlvr2", "--data", At("nlvr2"), "--out", At("runs"), "--paradigm", "all", .. Small]));
        Backbone = At("runs/vqa-vs/answer/inter-fiber/seed-0/best.safetensors");
        Steps.Add(Programs.Model("features", "vqa-vs", "--data", At("vqa"), "--backbone", Backbone, "--out", At("features"), "--device", "cpu"));
        Steps.Add(Programs.Train("vqa-vs", "--data", At("features"), "--out", At("heads"), "--paradigm", "all", "--device", "cpu", "--set", "width=32", "--set", "epochs=2", "--set", "aten_threads=1"));
        Answers = Programs.Evaluate(At("runs/vqa-vs"), "--json", "--report", At("vqa.html"), "--export-answers", At("answers"));
        Pairs = Programs.Evaluate(At("runs/nlvr2"), "--json", "--report", At("nlvr2.md"));
    }

    internal List<(int Exit, string Output, string Errors)> Steps { get; } = [];

    internal string Backbone { get; }

    internal (int Exit, string Output, string Errors) Answers { get; }

    internal (int Exit, string Output, string Errors) Pairs { get; }

    internal string At(string path) => folder.At(path);

    public void Dispose() => folder.Dispose();

    // NLVR2's own lists: of the made-up sentences, the first two pairs of each and the third.
    private void Balance()
    {
        var lines = File.ReadAllLines(At("nlvr2-raw/test1.json"));
        foreach (var (kind, pairs) in new[] { ("balanced", new[] { "-0-0\"", "-1-0\"" }), ("unbalanced", ["-2-0\""]) })
        {
            Directory.CreateDirectory(At($"nlvr2-raw/{kind}"));
            File.WriteAllLines(At($"nlvr2-raw/{kind}/{kind}_test1.json"), lines.Where(l => pairs.Any(p => l.Contains(p, StringComparison.Ordinal))));
        }
    }
}
