using System.Globalization;

namespace I2M2.Tests.Mimic3.Rules;

/// <summary>Which numbers of which items count, and in what unit.</summary>
public sealed class RangeTests
{
    [Fact]
    public void Numbers_of_bedside_items_count_between_bounds_that_do_not() => Check(
        Chart("heart_rate", [211, 220045], "0 -", "0.5", "299.9", "300 -", "-5 -"),
        Chart("sbp", [51, 442, 455, 6701, 220179, 220050], "0 -", "0.5", "399.9", "400 -", "-5 -"),
        Chart("temperature", [223762, 676], "10 -", "10.1", "37", "49.9", "50 -"));

    [Fact]
    public void Fahrenheit_becomes_Celsius() => Check(
        Chart("temperature", [223761, 678], "70 -", "70.7 21.5", "98.6 37", "100 37.777777778", "119.3 48.5", "120 -"));

    [Fact]
    public void Numbers_of_the_laboratory_count_above_0_and_up_to_a_bound_that_does() => Check(
        Lab("bun", [51006], "0 -", "0.1", "300", "300.1 -", "-1 -"),
        Lab("wbc", [51300, 51301], "0 -", "0.1", "1000", "1000.1 -"),
        Lab("bicarbonate", [50882], "0 -", "0.1", "10000", "10000.1 -"),
        Lab("sodium", [50824, 50983], "0 -", "0.1", "200", "200.1 -"),
        Lab("potassium", [50822, 50971], "0 -", "0.1", "30", "30.1 -"),
        Lab("bilirubin", [50885], "0 -", "0.1", "150", "150.1 -"));

    [Theory]
    [InlineData(211, "heart_rate")]
    [InlineData(51, "sbp")]
    [InlineData(676, "temperature")]
    [InlineData(454, "gcs")]
    public void Rows_marked_as_errors_and_rows_without_a_number_do_not_count(int item, string series)
    {
        using var ward = new Ward();
        var stay = ward.Admit().Chart(item, "0:00", 20, error: true).Chart(item, "1:00", null);
        Assert.Equal("", stay.Records(series));
    }

    private static (string Series, int Item, string[] Numbers, bool Charted)[] Chart(string series, int[] items, params string[] numbers) => [.. items.Select(i => (series, i, numbers, true))];

    private static (string Series, int Item, string[] Numbers, bool Charted)[] Lab(string series, int[] items, params string[] numbers) => [.. items.Select(i => (series, i, numbers, false))];

    // "number": it is a record; "number record": it becomes that one; "number -": none.
    private static void Check(params (string Series, int Item, string[] Numbers, bool Charted)[][] groups)
    {
        using var ward = new Ward();
        var rows = groups.SelectMany(g => g).Select(g => (g.Series, g.Item, g.Numbers, g.Charted, Stay: ward.Admit())).ToList();
        foreach (var row in rows)
        {
            for (var hour = 0; hour < row.Numbers.Length; hour++)
            {
                var number = decimal.Parse(row.Numbers[hour].Split(' ')[0], CultureInfo.InvariantCulture);
                _ = row.Charted ? row.Stay.Chart(row.Item, $"{hour}:00", number) : row.Stay.Lab(row.Item, $"{hour}:00", number);
            }
        }

        Assert.All(rows, row => Assert.Equal(
            string.Join(", ", row.Numbers.Select((n, hour) => (Record: n.Split(' ')[^1], hour)).Where(n => n.Record != "-").Select(n => $"{n.hour}:00 {n.Record}")),
            row.Stay.Records(row.Series)));
    }
}
