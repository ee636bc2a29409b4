using FsCheck;
using FsCheck.Fluent;
using I2M2.PredictionFiles;
using Microsoft.FSharp.Core;

namespace I2M2.Evaluation.Tests;

/// <summary>Predictions to test with: written out, or drawn at random from a fixed seed.</summary>
internal static class Given
{
    /// <summary>Log-probabilities of rows of logits.</summary>
    public static LogProbabilities Logits(params double[][] rows) =>
        Normalised([.. rows.Select(r => Array.ConvertAll(r, z => z - LogSum.Exp(r)))]);

    /// <summary>Log-probabilities of rows of probabilities.</summary>
    public static LogProbabilities Probabilities(params double[][] rows) =>
        Normalised([.. rows.Select(r => Array.ConvertAll(r, Math.Log))]);

    /// <summary>Predictions of rows of probabilities, ids a, b, c, ...</summary>
    public static Predictions Predictions(int[] labels, double[][] probabilities, params (string Name, double[][] Rows)[] experts) =>
        PredictionFiles.Predictions.Create(
            "test",
            [.. labels.Select((_, i) => ((char)('a' + i)).ToString())],
            labels,
            probabilities[0].Length,
            Flat(probabilities),
            [.. experts.Select(e => (e.Name, Flat(e.Rows)))]);

    /// <summary>Scores on a coarse grid, so that ties are common, and which rows are positive.</summary>
    public static Arbitrary<(double[] Scores, bool[] Positive)> Scored() => (
        from n in Gen.Choose(1, 40)
        from grid in Gen.Choose(1, 30)
        from scores in Gen.Choose(-grid, grid).ArrayOf(n)
        from positive in Gen.Elements(true, false).ArrayOf(n)
        select (Array.ConvertAll(scores, s => s / 7.0), positive)).ToArbitrary();

    /// <summary>Labelled rows of 2 to 5 classes, with probabilities of exactly 0 and with ties.</summary>
    public static Gen<(int[] Labels, double[][] Rows)> Labelled(int classes) =>
        from n in Gen.Choose(1, 20)
        from labels in Gen.Choose(0, classes - 1).ArrayOf(n)
        from weights in Gen.Choose(0, 6).ArrayOf(classes).ArrayOf(n)
        select (labels, Array.ConvertAll(weights, Shares));

    /// <summary>Checks a property on 300 cases, always the same ones.</summary>
    public static void Always<T>(Arbitrary<T> cases, Func<T, bool> holds) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(new Replay(new Rnd(20240517, 1), FSharpOption<int>.None)),
        Prop.ForAll(cases, holds));

    private static double[] Shares(int[] weights)
    {
        double sum = weights.Sum();
        return Array.ConvertAll(weights, w => sum == 0 ? 1.0 / weights.Length : w / sum);
    }

    private static double[] Flat(double[][] probabilities) => [.. probabilities.SelectMany(r => r).Select(p => Math.Log(p))];

    private static LogProbabilities Normalised(double[][] logs) =>
        LogProbabilities.FromRows(logs[0].Length, [.. logs.SelectMany(r => r)], (_, wrong) => new ArgumentException(wrong));
}
