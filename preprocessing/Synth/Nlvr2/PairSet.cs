using System.Text;
using System.Text.Json;
using I2M2.Cli;
using I2M2.Media;
using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.Synth.Scenes;
using I2M2.Shards;

namespace I2M2.Preprocessing.Synth.Nlvr2;

/// <summary>A sentence about a pair.</summary>
/// <param name="Identifier">split-set-pair-sentence.</param>
/// <param name="Directory">Folder of the pair in the training split; null elsewhere.</param>
/// <param name="Sentence">The sentence.</param>
/// <param name="Left">What the left picture shows.</param>
/// <param name="Right">What the right picture shows.</param>
/// <param name="IsTrue">Whether the sentence is true of them.</param>
internal sealed record PlannedPair(string Identifier, int? Directory, PairSentence Sentence, Thing Left, Thing Right, bool IsTrue)
{
    /// <summary>Path of a picture below the raw folder.</summary>
    internal string File(int side) => $"{Folder}/{Identifier[..Identifier.LastIndexOf('-')]}-img{side}.png";

    /// <summary>Folder of the pictures below the raw folder.</summary>
    internal string Folder => Directory is { } directory ? $"images/train/{directory}" : $"images/{Identifier[..Identifier.IndexOf('-', StringComparison.Ordinal)]}";
}

/// <summary>Writes the set: pairs of pictures and sentences as NLVR2 has them, a tokenizer.</summary>
/// <param name="options">What shapes it.</param>
internal sealed class PairSet(PairOptions options)
{
    private const int PairsOfSentence = 4, SetsOfDirectory = 10;
    private static readonly (string Name, int Share)[] Splits = [("train", 70), ("dev", 10), ("test1", 20)];

    /// <summary>Every sentence about every pair of its own.</summary>
    internal IReadOnlyList<PlannedPair> Pairs { get; } = Planned(options);

    /// <summary>Writes everything to a folder, which gets its name when it is whole.</summary>
    /// <param name="folder">Must not exist, or be empty, or hold this very set.</param>
    /// <param name="workers">Threads; they change no byte.</param>
    /// <returns>False when the folder held this very set already.</returns>
    /// <exception cref="UsageException">The folder holds something else.</exception>
    internal bool Write(string folder, int workers) => SyntheticFolder.Write(folder, new PairSource(options).Text(), partial =>
    {
        foreach (var images in Pairs.Select(p => p.Folder).Distinct())
            DurableFolder.Create(Path.Combine(partial, images));
        using var meter = new ProgressMeter("nlvr2-synth", Pairs.Count, "pairs");
        Workers.For(Pairs.Count, workers, k =>
        {
            foreach (var (thing, side) in new[] { (Pairs[k].Left, 0), (Pairs[k].Right, 1) })
            {
                var random = new RandomNumbers(options.Seed, $"nlvr2-synth noise/{Pairs[k].Identifier}/{side}");
                PngFile.WriteRgb(Path.Combine(partial, Pairs[k].File(side)), options.Side, options.Side, Thing.Draw([thing], options.Side, random));
            }

            lock (meter)
                meter.Advance(1);
        });
        foreach (var (split, _) in Splits)
        {
            var lines = Pairs.Where(p => p.Identifier.StartsWith($"{split}-", StringComparison.Ordinal)).Select(Line);
            AtomicFile.WriteText(Path.Combine(partial, $"{split}.json"), new StringBuilder().AppendJoin('\n', lines).Append('\n').ToString());
        }

        SmallTokenizer.Write(partial);
    });

    private static string Line(PlannedPair pair)
    {
        var fields = new Dictionary<string, object> { ["sentence"] = pair.Sentence.Text, ["label"] = pair.IsTrue ? "True" : "False", ["identifier"] = pair.Identifier };
        if (pair.Directory is { } directory)
            fields["directory"] = directory;
        return JsonSerializer.Serialize(fields);
    }

    private static List<PlannedPair> Planned(PairOptions options)
    {
        var random = new RandomNumbers(options.Seed, "nlvr2-synth plan");
        var pairs = new List<PlannedPair>();
        for (var set = 0; set < options.Sentences; set++)
        {
            var at = 100.0 * set / options.Sentences;
            var split = at < Splits[0].Share ? "train" : at < Splits[0].Share + Splits[1].Share ? "dev" : "test1";
            var sentence = PairSentence.All[random.Whole(0, PairSentence.All.Count - 1)];
            for (var pair = 0; pair < PairsOfSentence; pair++)
            {
                var isTrue = pair % 2 == 0;
                var (left, right) = sentence.Pair(isTrue, random);
                pairs.Add(new($"{split}-{set}-{pair}-0", split == "train" ? set / SetsOfDirectory : null, sentence, left, right, isTrue));
            }
        }

        return pairs;
    }
}
