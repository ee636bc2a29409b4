using System.Text;
using I2M2.TensorBoardFiles;

namespace I2M2.Tests.TensorBoard;

public sealed class EventFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string path;

    public EventFileTests() => path = folder.At("events.out.tfevents.i2m2");

    public void Dispose() => folder.Dispose();

    // RFC 3720, B.4; the last is the common check value of this CRC.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AA)]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 0x62A8AB43)]
    [InlineData("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", 0x46DD794E)]
    [InlineData("1F1E1D1C1B1A191817161514131211100F0E0D0C0B0A09080706050403020100", 0x113FDB5C)]
    [InlineData("313233343536373839", 0xE3069283)]
    [InlineData("", 0)]
    public void The_checksum_is_castagnolis(string hex, uint crc)
    {
        Assert.Equal(crc, Crc32C.Of(Convert.FromHexString(hex)));
        Assert.Equal(crc, EventReader.Crc(Convert.FromHexString(hex)));
    }

    [Fact]
    public void What_is_added_is_read_back_after_the_version()
    {
        using (var file = new EventFile(path))
        {
            file.Add(0, [("loss/train", 2.25), ("accuracy/valid", -0.0)]);
            file.Add(1, []);
            file.Add(long.MaxValue, [("größe/验证", double.NaN), (new string('x', 300), double.NegativeInfinity)]);
            file.Flush();
        }

        var events = EventReader.Read(path);
        Assert.Equal(("brain.Event:2", 0), (events[0].Version, events[0].Scalars.Count));
        Assert.Equal([0, 1, long.MaxValue], events.Skip(1).Select(e => e.Step));
        Assert.Equal([("loss/train", 2.25f), ("accuracy/valid", -0f)], events[1].Scalars);
        Assert.True(float.IsNegative(events[1].Scalars[1].Value));
        Assert.Empty(events[2].Scalars);
        Assert.Equal([("größe/验证", float.NaN), (new string('x', 300), float.NegativeInfinity)], events[3].Scalars);
        Assert.All(events, e => Assert.InRange(e.Time, 1.7e9, 1e11));
    }

    [Fact]
    public void Cut_back_it_goes_on_from_there()
    {
        long kept;
        using (var file = new EventFile(path))
        {
            file.Add(1, [("a", 1)]);
            kept = file.Length;
            file.Add(2, [("a", 2)]);
        }

        using (var file = new EventFile(path, kept))
            file.Add(2, [("a", 20)]);
        Assert.Equal([(1L, 1f), (2L, 20f)], EventReader.Read(path).Skip(1).Select(e => (e.Step, e.Scalars[0].Value)));
    }

    [Fact]
    public void A_record_that_was_torn_is_cut_off()
    {
        long kept;
        using (var file = new EventFile(path))
            kept = file.Length;
        File.AppendAllText(path, "half a rec");
        Assert.ThrowsAny<Exception>(() => EventReader.Read(path));
        new EventFile(path, kept).Dispose();
        Assert.Single(EventReader.Read(path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_is_shorter_than_it_was_is_begun_anew(bool there)
    {
        if (there)
            File.WriteAllBytes(path, Encoding.ASCII.GetBytes("short"));
        using (var file = new EventFile(path, keep: 1000))
            file.Add(7, [("a", 1)]);
        Assert.Equal([0L, 7], EventReader.Read(path).Select(e => e.Step));
    }
}
