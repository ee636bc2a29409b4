using System.Text.Json;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.Mimic3;

/// <summary>`inspect` of a set of made-up tables: what every label and rule leaves is shown as the manifest has it.</summary>
[Collection(ConsoleTests.Name)]
public sealed class InspectTests : IDisposable
{
    private readonly TemporaryFolder folder = SynthTables.Given();

    public InspectTests() => Run(SynthTables.Args(folder));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Labels_have_their_own_classes_and_those_of_two_share_a_table()
    {
        var output = Run("inspect", folder.At("out"));
        using var json = JsonDocument.Parse(Run("inspect", folder.At("out"), "--json"));
        var balance = json.RootElement.GetProperty("class_balance").EnumerateArray().ToDictionary(b => b.GetProperty("column").GetString()!, b => b.GetProperty("counts").GetProperty("train"));
        Assert.Equal(22, balance.Count);

        var (respiratory, train) = (balance["icd9_group_07"][1].GetInt64(), balance["icd9_group_07"][0].GetInt64() + balance["icd9_group_07"][1].GetInt64());
        Assert.Equal(6, balance["mortality_class"].GetArrayLength());
        Assert.Equal(train, balance["mortality_class"].EnumerateArray().Sum(c => c.GetInt64()));
        Assert.Matches($@"(?m)^icd9_group_07: 460-519 diseases of the respiratory system +{respiratory} \(", output);
        Assert.Matches($@"(?m)^within a year of discharge +{balance["mortality_class"][5].GetInt64()} \(", output);
        Assert.Single(output.Split('\n'), l => l.StartsWith("rows of class 1 ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_funnel_and_the_tables_are_shown()
    {
        var output = Run("inspect", folder.At("out"));
        using var json = JsonDocument.Parse(Run("inspect", folder.At("out"), "--json"));
        var rows = json.RootElement.GetProperty("rows").GetInt64();
        var left = json.RootElement.GetProperty("funnel").EnumerateArray().Last(f => f.GetProperty("table").GetString() == "ADMISSIONS");
        Assert.Equal(rows, left.GetProperty("admissions").GetInt64());
        Assert.Matches($@"(?m)^ADMISSIONS +with more than 24 h of records +{rows} +{rows} +{rows}$", output);
        Assert.Matches($@"(?m)^series-00000.parquet +{24 * rows:#,0} +1 ", output);
        Assert.DoesNotContain("0 classes", output, StringComparison.Ordinal);
    }

    private static string Run(params string[] arguments)
    {
        var (code, output, error) = PreprocessingProgram.Run(arguments);
        Assert.True(code == 0, error);
        return output;
    }
}
