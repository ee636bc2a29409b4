using System.Text;
using I2M2.Preprocessing.Records;
using I2M2.Shards;

namespace I2M2.Tests.Records;

public sealed class JsonRecordsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("[]", "")]
    [InlineData("[{}]", "{}")]
    [InlineData(" [ {\"a\": [1, {}]} , {} ] \n", "{\"a\": [1, {}]}|{}")]
    [InlineData("{\"rows\": [{}, {\"b\": 1}]}", "{}|{\"b\": 1}")]
    [InlineData("{\"info\": {\"rows\": [{}]}, \"n\": [[1]], \"s\": \"x\", \"rows\": [{\"b\": 1}], \"after\": null}", "{\"b\": 1}")]
    [InlineData("\uFEFF[{}]", "{}")]
    public void Objects_of_the_array_are_found(string json, string records) => Assert.Equal(records, string.Join('|', All(json)));

    [Theory]
    [InlineData("", "start: not JSON, or cut off")]
    [InlineData("1", "start: an array, or an object with the key 'rows', is expected")]
    [InlineData("[{}", "entry 2: not JSON, or cut off")]
    [InlineData("[{}, {\"a\"", "entry 2: not JSON, or cut off")]
    [InlineData("[{}, 1]", "entry 2: not an object")]
    [InlineData("[[1]]", "entry 1: not an object")]
    [InlineData("[{}, [{}]]", "entry 2: not an object")]
    [InlineData("[{} {}]", "entry 2: not JSON")]
    [InlineData("[{},]", "entry 2: not JSON")]
    [InlineData("[{\"a\": NaN}]", "entry 1: not JSON")]
    [InlineData("[{}] []", "end: not JSON")]
    [InlineData("[{}] x", "end: not JSON")]
    [InlineData("{}", "outer object: no key 'rows'")]
    [InlineData("{\"rows\": {}}", "outer object: the value of 'rows' is not an array")]
    [InlineData("{\"rows\": [{}], \"rows\": [{}]}", "outer object: key 'rows' is given twice")]
    [InlineData("{\"rows\": [[]]}", "entry 1: not an object")]
    [InlineData("{\"rows\": [{}]", "outer object: not JSON, or cut off")]
    [InlineData("{\"rows\": [{}]} {}", "end: not JSON")]
    public void Anything_else_is_refused(string json, string message)
    {
        var refusal = Assert.Throws<InputRefusedException>(() => All(json));
        Assert.Contains("rows.json: " + message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gone.json")]
    [InlineData("rows.json")]
    public void A_link_that_leads_nowhere_or_to_itself_is_refused(string target)
    {
        File.CreateSymbolicLink(folder.At("rows.json"), folder.At(target));
        var refusal = Assert.Throws<InputRefusedException>(() => RecordFile.Open(folder.At("rows.json")));
        Assert.Contains("rows.json: a link that leads nowhere", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_and_length_are_bounded()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"x\": ", 100_000)) + "1" + new string('}', 100_000);
        Assert.Contains("entry 2: more than 16 levels", Assert.Throws<InputRefusedException>(() => All($"[{{}}, {deep}]")).Message, StringComparison.Ordinal);
        Assert.Contains("outer object: more than 16 levels", Assert.Throws<InputRefusedException>(() => All($"{{\"y\": {deep}}}")).Message, StringComparison.Ordinal);
        var wide = $"[{{\"x\": \"{new string('x', 5 << 20)}\"}}]";
        Assert.Contains("entry 1: longer than 4 MiB", Assert.Throws<InputRefusedException>(() => All(wide)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_may_lie_across_the_buffers_edges()
    {
        var random = new Random(4);
        for (var trial = 0; trial < 6; trial++)
        {
            var records = Enumerable.Range(0, 400).Select(i => $"{{\"n\": {i}, \"s\": \"{new string('é', random.Next(i % 50 == 0 ? 300_000 : 2000))}\"}}").ToArray();
            var array = "[" + string.Join(", ", records) + "]";
            Assert.Equal(records, All(trial % 2 == 0 ? array : $"{{\"skip\": {{\"s\": \"{new string('x', random.Next(400_000))}\"}}, \"rows\": {array}}}"));
        }
    }

    [Fact]
    public void Lines_may_lie_across_the_buffers_edges()
    {
        var random = new Random(5);
        var lines = Enumerable.Range(0, 900).Select(i => new string((char)('a' + (i % 26)), random.Next(i % 90 == 0 ? 700_000 : 900))).ToArray();
        File.WriteAllText(folder.At("lines"), string.Concat(lines.Select((l, i) => l + (i % 3 == 0 ? "\r\n" : "\n"))) + "end");
        using var reader = new TextLines(folder.At("lines"));
        foreach (var line in lines.Append("end"))
        {
            Assert.True(reader.Next(out var found));
            Assert.Equal(line, Encoding.UTF8.GetString(found));
        }

        Assert.False(reader.Next(out _));
        File.WriteAllText(folder.At("long"), "a\n" + new string('x', 5 << 20));
        using var endless = new TextLines(folder.At("long"));
        Assert.True(endless.Next(out _));
        Assert.Contains("line 2: longer than 4 MiB", Assert.Throws<InputRefusedException>(() => endless.Next(out _)).Message, StringComparison.Ordinal);
    }

    private List<string> All(string json)
    {
        File.WriteAllText(folder.At("rows.json"), json);
        using var reader = new JsonRecords(folder.At("rows.json"), "rows");
        var found = new List<string>();
        while (reader.Next(out var record))
            found.Add(Encoding.UTF8.GetString(record));
        Assert.Equal(found.Count, reader.Number);
        return found;
    }
}
