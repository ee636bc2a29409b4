using I2M2.Preprocessing.AvMnist;
using I2M2.Shards;

namespace I2M2.Tests.AvMnist;

public class PairingTests
{
    [Fact]
    public void Each_label_takes_the_next_recording_of_its_digit_in_turn()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "0_bo_2.wav", "0_ann_10.wav", "0_ann_9.wav", "0_ann_40.wav", "1_ann_49.wav", "1_ann_50.wav", "1_ann_0.wav" })
            File.WriteAllText(folder.At(name), "");
        var recordings = Recording.List(folder.Path);
        string[] Paired(byte[] labels, bool test) => [.. Pairing.Pair(labels, recordings, test, folder.Path).Select(i => recordings[i].FileName)];

        // Ordinal order: "10" before "9".
        Assert.Equal(
            ["0_ann_10.wav", "1_ann_0.wav", "0_ann_9.wav", "0_bo_2.wav", "1_ann_50.wav", "0_ann_10.wav", "1_ann_0.wav"],
            Paired([0, 1, 0, 0, 1, 0, 1], test: false));
        Assert.Equal(["1_ann_49.wav", "0_ann_40.wav", "1_ann_49.wav"], Paired([1, 0, 1], test: true));
    }

    [Fact]
    public void A_digit_without_a_recording_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("0_ann_0.wav"), "");
        var recordings = Recording.List(folder.Path);
        Assert.Contains("digit 3", Assert.Throws<InputRefusedException>(() => Pairing.Pair([0, 3], recordings, false, folder.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<InputRefusedException>(() => Pairing.Pair([0], recordings, true, folder.Path));
    }

    [Theory]
    [InlineData("readme.txt")]
    [InlineData("10_ann_0.wav")]
    [InlineData("0_ann_00.wav")]
    [InlineData("0_ann_0.WAV")]
    [InlineData("0__0.wav")]
    [InlineData("0_ann_0.wav.wav")]
    [InlineData("0_ann_0.wav\n")]
    [InlineData("٣_ann_0.wav")]
    public void Other_file_names_are_refused(string name)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At(name), "");
        Assert.Throws<InputRefusedException>(() => Recording.List(folder.Path));
    }

    [Fact]
    public void Hidden_files_are_passed_over_and_an_empty_folder_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At(".DS_Store"), "");
        Assert.Throws<InputRefusedException>(() => Recording.List(folder.Path));
        File.WriteAllText(folder.At("7_ann_40.wav"), "");
        Assert.Equal([new Recording("7_ann_40.wav", 7, "ann", 40)], Recording.List(folder.Path));
    }
}
