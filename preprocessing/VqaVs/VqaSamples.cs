using System.Buffers.Binary;
using System.IO.Hashing;
using I2M2.Preprocessing.Images;
using I2M2.Preprocessing.Records;
using I2M2.Preprocessing.VqaVs.Answers;
using I2M2.Preprocessing.VqaVs.Raw;
using I2M2.Shards;

namespace I2M2.Preprocessing.VqaVs;

/// <summary>A question with its answers: a row of the set.</summary>
/// <param name="Question">The question.</param>
/// <param name="Annotation">Its answers.</param>
/// <param name="OodMask">Bit k: it is in test set k out of distribution.</param>
internal sealed record VqaSample(VqaQuestion Question, VqaAnnotation Annotation, int OodMask);

/// <summary>The questions of the splits.</summary>
internal sealed class VqaSamples : SplitRows<VqaSample>
{
    private readonly Dictionary<VqaSplit, int> questions = [];
    private readonly IReadOnlyList<string> splits;

    private VqaSamples(IReadOnlyList<string> splits)
        : base(splits) => this.splits = splits;

    /// <summary>Questions that the file of a raw split has.</summary>
    internal int QuestionsOf(VqaSplit source) => questions[source];

    /// <inheritdoc/>
    internal override IEnumerable<string> ImagesOf(VqaSample row) => [CocoImages.Key(row.Question.ImageId)];

    /// <summary>Reads questions and answers.</summary>
    /// <param name="files">Where they lie.</param>
    /// <param name="options">Which splits.</param>
    /// <param name="stop">Makes it throw between files.</param>
    /// <exception cref="InputRefusedException">A file is not what it must be, a question is in two splits, or a test set out of distribution has one that test has not.</exception>
    internal static VqaSamples Read(VqaRawFiles files, VqaVsOptions options, CancellationToken stop)
    {
        var samples = new VqaSamples(options.Splits);
        var known = new HashSet<long>();
        foreach (var source in files.Of(options.Splits))
        {
            stop.ThrowIfCancellationRequested();
            var pairs = VqaFiles.Split(files.At(source.Questions), files.At(source.Annotations!));
            samples.questions.Add(source, pairs.Count);
            if (pairs.FirstOrDefault(p => !known.Add(p.Question.Id)) is ({ } twice, _))
                throw RecordFile.Refuse(files.At(source.Questions), $"question {twice.Id}", "it is in a split before this one too");
            foreach (var split in options.Splits.Where(s => files.Of(s) == source))
            {
                var masks = split == VqaVsOptions.Test ? OodMasks(files, options, pairs.Select(p => p.Question.Id), stop) : [];
                var own = pairs.Where(p => !files.IsV2 || split == VqaVsOptions.Train || IsValid(p.Question.ImageId, options) == (split == VqaVsOptions.Valid));
                samples.Add(split, "questions", [.. own.Select(p => new VqaSample(p.Question, p.Annotation, masks.GetValueOrDefault(p.Question.Id)))]);
            }
        }

        return samples;
    }

    /// <summary>Leaves out the questions of train and valid that have no answer in the vocabulary.</summary>
    internal void DropUnanswerable(AnswerVocabulary vocabulary, bool normalise)
    {
        Keep(
            splits.Where(s => s != VqaVsOptions.Test), "with an answer of the vocabulary",
            row => AnswerTargets.Of(row.Annotation.Answers, vocabulary, normalise: normalise).Ids.Count > 0);
    }

    /// <summary>Adds to the funnel how many rows of test each test set out of distribution has.</summary>
    internal void CountOutOfDistribution(IReadOnlyList<VqaSplit> sets)
    {
        for (var set = 0; set < sets.Count; set++)
            Note(VqaVsOptions.Test, new FunnelStep(Path.GetDirectoryName(sets[set].Questions)!, "of test", this[VqaVsOptions.Test].Count(s => (s.OodMask >> set & 1) != 0)));
    }

    private static Dictionary<long, int> OodMasks(VqaRawFiles files, VqaVsOptions options, IEnumerable<long> test, CancellationToken stop)
    {
        var masks = test.ToDictionary(id => id, _ => 0);
        var sets = files.OutOfDistribution(options.HasOod);
        for (var set = 0; set < sets.Count; set++)
        {
            stop.ThrowIfCancellationRequested();
            foreach (var question in VqaFiles.Questions(files.At(sets[set].Questions)))
            {
                if (!masks.ContainsKey(question.Id))
                    throw RecordFile.Refuse(files.At(sets[set].Questions), $"question {question.Id}", $"not in {files.Of(VqaVsOptions.Test).Questions}, of which this set is a part");
                masks[question.Id] |= 1 << set;
            }
        }

        return masks;
    }

    // By image, so that no image is on both sides.
    private static bool IsValid(long image, VqaVsOptions options)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, image);
        return (XxHash3.HashToUInt64(number, options.Seed) >> 11) * Math.ScaleB(1, -53) < options.ValidShare;
    }
}
