using I2M2.Modeling.Networks.Fiber;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Golden;

/// <summary>Networks and inputs of FIBER's golden cases: a tiny network, and one of the published depths.</summary>
internal static class FiberCases
{
    /// <summary>Answers K of the cases on a question.</summary>
    internal const int Answers = 10;

    // text_ids of the golden files' _inputs; 1 is padding.
    private static readonly long[] Ids = [0, 17, 203, 45, 99, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 250, 8, 31, 31, 77, 120, 299, 64, 5, 140, 188, 23, 2, 1, 1];

    /// <summary>Each path by itself.</summary>
    internal static IReadOnlyList<FiberPaths> Paths { get; } = [FiberPaths.Fused, FiberPaths.Image, FiberPaths.Text];

    /// <summary>Network and fill.</summary>
    internal static TheoryData<string, string> Networks => new() { { "tiny", "hash" }, { "tiny", "sine" }, { "slim", "hash" }, { "slim", "sine" } };

    /// <summary>Network, fill and precision.</summary>
    internal static TheoryData<string, string, string> All
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var network in new[] { "tiny", "slim" })
            {
                foreach (var fill in new[] { "hash", "sine" })
                {
                    cases.Add(network, fill, "f64");
                    cases.Add(network, fill, "f32");
                }
            }

            return cases;
        }
    }

    /// <summary>The network, in evaluation mode.</summary>
    internal static FiberBackbone Filled(string network, string fill, string precision, double alpha = 0.5)
    {
        var fiber = new FiberBackbone(network == "tiny" ? FiberConfig.Tiny : FiberConfig.Slim);
        fiber.to(BlockGoldenTests.Dtype(precision));
        new Fill(fill).ApplyFiber(fiber, alpha: alpha);
        fiber.eval();
        return fiber;
    }

    /// <summary>The feature of one path, of picture 0 or 1 and the text.</summary>
    internal static Tensor FeatureOf(FiberBackbone fiber, string fill, string precision, int image, FiberPaths path)
    {
        var features = fiber.Features(Image(fill, precision, image), Text(), Mask(precision), path);
        return (features.Fused ?? features.Image ?? features.Text)!;
    }

    /// <summary>Picture 0 or 1 of both rows.</summary>
    internal static Tensor Image(string fill, string precision, int number) => new Fill(fill).FiberImage(number, [2, 3, 64, 64]).to(BlockGoldenTests.Dtype(precision));

    /// <summary>Token ids of both rows.</summary>
    internal static Tensor Text() => tensor(Ids, [2, 16]);

    /// <summary>0 at padding.</summary>
    internal static Tensor Mask(string precision) => tensor(Array.ConvertAll(Ids, id => id == 1 ? 0.0 : 1), [2, 16]).to(BlockGoldenTests.Dtype(precision));

    /// <summary>A path as the golden files name it.</summary>
    internal static string Name(FiberPaths path) => path.ToString().ToLowerInvariant();

    /// <summary>Of the golden files' README.</summary>
    internal static double Tolerance(string network, string fill, string precision) => precision == "f64" ? 1e-9 : network == "slim" && fill == "hash" ? 5e-5 : 2e-5;
}
