using System.Globalization;

namespace I2M2.PredictionFiles;

/// <summary>Floating-point numbers in CSV cells, as NumPy, pandas, R and .NET write them.</summary>
internal static class NumberCell
{
    /// <summary>Shortest text that reads back to the same double; "-inf" for negative infinity.</summary>
    public static string Format(double value) =>
        double.IsNegativeInfinity(value) ? "-inf" : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Reads a finite number or negative infinity; anything else, NaN included, is not a number here.</summary>
    public static bool TryParse(string cell, out double value)
    {
        var text = cell.AsSpan().Trim();
        if (text.Equals("-inf", StringComparison.OrdinalIgnoreCase) || text.Equals("-infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NegativeInfinity;
            return true;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}
