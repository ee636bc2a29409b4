using I2M2.Preprocessing.AvMnist;
using I2M2.Preprocessing.AvMnist.Archive;
using I2M2.Shards;

namespace I2M2.Tests.AvMnist.Archive;

public class GeneratorTests
{
    private static readonly ArrayEvidence Newer = new(true, 3, 512, true, (-150, 200), (0, 255), Dtype.U8);

    [Fact]
    public void The_two_generators_are_told_apart_and_anything_else_is_unknown()
    {
        Assert.Equal("newer", Generator.Of(Newer));
        var older = Newer with { Components = 196, MeanRemoved = false, AudioDtype = Dtype.F64, Audio = (0, 0.25f) };
        Assert.Equal(["older", "older"], new[] { older, older with { Components = 197 } }.Select(Generator.Of));
        Assert.All(
            [
                Newer with { LabelsAreMnists = false }, Newer with { Components = 4 }, Newer with { MeanRemoved = false }, Newer with { AudioDtype = Dtype.F32 },
                older with { LabelsAreMnists = false }, older with { Components = 512 }, older with { AudioDtype = Dtype.U8 }, older with { Audio = (-1, 1) },
            ],
            evidence => Assert.Equal("unknown", Generator.Of(evidence)));
    }

    [Fact]
    public void The_evidence_is_stated()
    {
        Assert.Equal("labels in MNIST's order, images of 3 components, mean removed, -150 to 200, audio U8, 0 to 255", Generator.Evidence(Newer));
        Assert.Contains("512 components or more", Generator.Evidence(Newer with { Components = 512 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public void Components_are_counted_and_a_mean_is_seen(int components)
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArchive.Write(folder.Path);
        var random = new Random(components);
        var directions = Enumerable.Range(0, components).Select(_ => Enumerable.Range(0, 784).Select(_ => random.NextDouble() - 0.5).ToArray()).ToArray();
        double[] images = [.. Enumerable.Range(0, 12).SelectMany(_ =>
        {
            var weights = directions.Select(_ => random.NextDouble()).ToArray();
            var image = Enumerable.Range(0, 784).Select(p => 255 * directions.Zip(weights).Sum(d => d.First[p] * d.Second)).ToArray();
            return (double[])[.. image, .. image.Select(v => -v)];
        })];
        NpyBytes.Write(Path.Combine(raw, "image/train_data.npy"), "<f4", [24, 784], images);
        var evidence = Look(raw);

        // Twelve rows and their negatives span no more than twelve directions.
        Assert.Equal((Math.Min(components, 12), true, false), (evidence.Components, evidence.MeanRemoved, evidence.LabelsAreMnists));
        NpyBytes.Write(Path.Combine(raw, "image/train_data.npy"), "<f4", [24, 784], images.Select(v => v + 10));
        Assert.Equal((Math.Min(components, 12) + 1, false), (Look(raw).Components, Look(raw).MeanRemoved));
    }

    [DataFact("data/mnist")]
    public void What_our_own_program_makes_of_mnist_looks_like_the_newer_generator()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("image"));
        Directory.CreateDirectory(folder.At("audio"));
        const int Rows = 1000;
        var pixels = IdxFile.Read(TestData.At("data/mnist/t10k-images-idx3-ubyte.gz"), dimensions: 3).Data[..(Rows * Digits.Pixels)];
        var pca = PcaEnergyRemoval.Fit(pixels, Digits.Pixels, 0.25, "t10k");
        var image = new double[Digits.Pixels];
        IEnumerable<double> Reduced(int row)
        {
            pca.Apply(pixels.AsSpan(row * Digits.Pixels, Digits.Pixels), image);
            return image;
        }

        NpyBytes.Write(folder.At("image/train_data.npy"), "<f8", [Rows, 784], Enumerable.Range(0, Rows).SelectMany(Reduced));
        NpyBytes.Write(folder.At("audio/train_data.npy"), "|u1", [Rows, 112, 112], Enumerable.Repeat(255.0, Rows * 112 * 112));
        NpyBytes.Write(folder.At("train_labels.npy"), "|u1", [Rows], TinyArchive.Labels(Rows));
        var evidence = Look(folder.Path);
        Assert.Equal((3, 512, true), (evidence.Components, evidence.RankedImages, evidence.MeanRemoved));
        Assert.Equal("newer", Generator.Of(evidence with { LabelsAreMnists = true }));
    }

    [DataFact("data/mnist")]
    public void The_labels_of_mnists_train_file_are_known()
    {
        var labels = IdxFile.Read(TestData.At("data/mnist/train-labels-idx1-ubyte.gz"), dimensions: 1).Data;
        Assert.True(ArrayEvidence.AreMnistLabels(labels));
        (labels[7], labels[8]) = (labels[8], labels[7]);
        Assert.False(ArrayEvidence.AreMnistLabels(labels));
    }

    private static ArrayEvidence Look(string folder)
    {
        using var arrays = ArrayTrio.Open(new ArrayPaths(Path.Combine(folder, "image/train_data.npy"), Path.Combine(folder, "audio/train_data.npy"), Path.Combine(folder, "train_labels.npy")));
        return ArrayEvidence.Of(arrays, CancellationToken.None);
    }
}
