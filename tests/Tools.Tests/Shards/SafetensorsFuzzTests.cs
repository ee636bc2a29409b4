using FsCheck;
using FsCheck.Fluent;
using I2M2.Shards;

namespace I2M2.Tests.Shards;

/// <summary>A valid file, changed at random: it is read as tensors that lie within it, or refused; nothing else ever happens.</summary>
public class SafetensorsFuzzTests
{
    private static readonly Dictionary<string, byte[]> Tensors = new()
    {
        ["x"] = [.. Enumerable.Range(0, 24).Select(i => (byte)i)],
        ["id"] = [.. Enumerable.Range(0, 16).Select(i => (byte)(100 + i))],
    };

    [Fact]
    public void Changed_bytes_give_a_refusal_or_the_same_values_where_the_data_were_left()
    {
        using var folder = new TemporaryFolder();
        var whole = Valid(folder);
        var dataStart = 8 + BitConverter.ToInt32(whole);
        var changes = Gen.Choose(0, whole.Length - 1).Zip(Gen.Choose(0, 255)).NonEmptyListOf();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500), Prop.ForAll(changes.ToArbitrary(), list =>
        {
            var bytes = whole.ToArray();
            foreach (var (at, value) in list.Take(4))
                bytes[at] = (byte)value;
            return IsRefusedOrFits(folder, bytes, dataIntact: bytes.AsSpan(dataStart).SequenceEqual(whole.AsSpan(dataStart)));
        }));
    }

    [Fact]
    public void Cut_lengthened_and_spliced_files_give_a_refusal_or_fit()
    {
        using var folder = new TemporaryFolder();
        var whole = Valid(folder);
        var splices = Gen.Choose(0, whole.Length).Three();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(splices.ToArbitrary(), cut =>
        {
            var (a, b, c) = cut;
            return IsRefusedOrFits(folder, [.. whole[..a], .. whole[Math.Min(b, c)..Math.Max(b, c)]], dataIntact: false);
        }));
    }

    private static byte[] Valid(TemporaryFolder folder)
    {
        SafetensorsFile.Write(
            folder.At("f"), [("x", Dtype.F32, [2, 3], Tensors["x"]), ("id", Dtype.I64, [2], Tensors["id"])], new Dictionary<string, string> { ["split"] = "train" });
        return File.ReadAllBytes(folder.At("f"));
    }

    private static bool IsRefusedOrFits(TemporaryFolder folder, byte[] bytes, bool dataIntact)
    {
        File.WriteAllBytes(folder.At("f"), bytes);
        try
        {
            using var file = SafetensorsFile.Open(folder.At("f"));
            var read = file.Names.SelectMany(n => file[n].AsSpan<byte>().ToArray()).ToArray();

            // What is accepted covers the data exactly once, in order: so all of it, unchanged, is what was read.
            Assert.Equal(bytes[^read.Length..], read);
            if (dataIntact)
                Assert.Equal([.. Tensors["id"], .. Tensors["x"]], read);
            return file.Names.All(n => file[n].ByteLength == file[n].Dtype.Bytes(file[n].Shape));
        }
        catch (InputRefusedException)
        {
            return true;
        }
    }
}
