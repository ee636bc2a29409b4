using System.Text.Json;

namespace I2M2.Tests.Pipeline;

[Collection(ConsoleTests.Name)]
public sealed class VerifyCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public VerifyCommandTests() => Pictures.Write(folder.At("set"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_whole_set_ends_with_0()
    {
        var (code, output, error) = PreprocessingProgram.Run("verify", folder.At("set"));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("3 shards, 14 rows, 5 kB, all hashes as written", output, StringComparison.Ordinal);
    }

    [Fact]
    public void All_damage_is_listed_by_file_column_bytes_and_rows()
    {
        Damage();
        var (code, output, error) = PreprocessingProgram.Run("verify", folder.At("set"));
        Assert.Equal(3, code);
        Assert.Equal(
            [
                "shards/train-00000.safetensors: file, bytes 0-1,979, rows 0-5 of train: missing",
                "shards/train-00001.safetensors: header, bytes 0-383: changed since it was written",
                "shards/train-00001.safetensors: column label, bytes 384-415, rows 6-9 of train: changed since it was written",
            ],
            output.TrimEnd().Split('\n'));
        Assert.Contains("3 damaged places in 2 of 3 shards", error, StringComparison.Ordinal);
        Assert.Contains("Preprocess pictures again", error, StringComparison.Ordinal);
    }

    [Fact]
    public void For_machines_the_damage_is_one_line_of_json()
    {
        Damage();
        var (code, output, _) = PreprocessingProgram.Run("verify", folder.At("set"), "--json");
        Assert.Equal(3, code);
        var damage = JsonDocument.Parse(Assert.Single(output.TrimEnd().Split('\n'))).RootElement.GetProperty("damage");
        Assert.Equal(["missing", "changed", "changed"], damage.EnumerateArray().Select(d => d.GetProperty("kind").GetString()));
        Assert.Equal(("label", 384, 415, 6, 9), (
            damage[2].GetProperty("column").GetString(), damage[2].GetProperty("first_byte").GetInt32(), damage[2].GetProperty("last_byte").GetInt32(),
            damage[2].GetProperty("first_row").GetInt32(), damage[2].GetProperty("last_row").GetInt32()));
    }

    [Fact]
    public void A_damaged_manifest_is_refused()
    {
        Flip("manifest.json", 50);
        var (code, _, error) = PreprocessingProgram.Run("verify", folder.At("set"));
        Assert.Equal(3, code);
        Assert.Contains("manifest.json: damaged or edited", error, StringComparison.Ordinal);
    }

    private void Damage()
    {
        File.Delete(folder.At("set/shards/train-00000.safetensors"));
        Flip("shards/train-00001.safetensors", 30);
        Flip("shards/train-00001.safetensors", 390);
    }

    private void Flip(string file, int at)
    {
        var bytes = File.ReadAllBytes(folder.At($"set/{file}"));
        bytes[at] ^= 1;
        File.WriteAllBytes(folder.At($"set/{file}"), bytes);
    }
}
