using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>A number with its decimals as charted: 986 with one decimal is 98.6.</summary>
internal readonly record struct Measured(long Units, int Decimals)
{
    /// <summary>Rounds to the given decimals.</summary>
    internal static Measured Of(double value, int decimals)
        => new((long)Math.Round(value * (decimals == 0 ? 1 : decimals == 1 ? 10 : 100)), decimals);
}

/// <summary>How a quantity is distributed and which factor moves it.</summary>
/// <param name="Mean">Over patients.</param>
/// <param name="Between">Standard deviation between patients.</param>
/// <param name="Within">Standard deviation of one value.</param>
/// <param name="Least">Values stay above.</param>
/// <param name="Most">Values stay below.</param>
/// <param name="Course">Level by the course factor, in units of <paramref name="Between"/>.</param>
/// <param name="CourseTrend">Change from hour 0 to hour 12 and again to hour 24 by the course factor, in the same units.</param>
/// <param name="Chemistry">Level by the chemistry factor, in the same units.</param>
internal sealed record Quantity(
    double Mean, double Between, double Within, double Least, double Most, double Course = 0, double CourseTrend = 0, double Chemistry = 0);

/// <summary>The values of one stay.</summary>
/// <param name="stay">Its plan.</param>
/// <param name="random">Its numbers; three are drawn for every quantity at once, so that what is charted later changes no level.</param>
internal sealed class Physiology(StayPlan stay, RandomNumbers random)
{
    private readonly double[] levels = [.. Enumerable.Range(0, All.Count).Select(_ => random.Normal())];

    /// <summary>Per minute.</summary>
    internal static Quantity HeartRate { get; } = new(86, 11, 6, 35, 190, CourseTrend: 1.0);

    /// <summary>Systolic, mmHg.</summary>
    internal static Quantity Pressure { get; } = new(121, 15, 9, 55, 230, CourseTrend: -1.0);

    /// <summary>Temperature, degrees Celsius.</summary>
    internal static Quantity Celsius { get; } = new(37, 0.4, 0.25, 33, 41, Course: 0.8);

    /// <summary>Thousands per microlitre.</summary>
    internal static Quantity WhiteCells { get; } = new(11, 3, 1.2, 0.3, 60, Course: 0.8);

    /// <summary>mEq/L.</summary>
    internal static Quantity Bicarbonate { get; } = new(24, 3, 1.2, 6, 44, Course: -0.8);

    /// <summary>mEq/L.</summary>
    internal static Quantity Sodium { get; } = new(138.5, 3.5, 1.3, 110, 165, Chemistry: 1.2);

    /// <summary>mEq/L.</summary>
    internal static Quantity Potassium { get; } = new(4.2, 0.4, 0.25, 2, 7.5, Chemistry: -1.2);

    /// <summary>Blood urea nitrogen, mg/dL.</summary>
    internal static Quantity Urea { get; } = new(26, 8, 2.5, 3, 140, Chemistry: 1.2);

    /// <summary>mg/dL.</summary>
    internal static Quantity Bilirubin { get; } = new(1.2, 0.5, 0.15, 0.1, 30);

    /// <summary>mL per charted volume.</summary>
    internal static Quantity Urine { get; } = new(95, 30, 35, 2, 700);

    /// <summary>Pulse oximetry, %.</summary>
    internal static Quantity Oxygen { get; } = new(96.5, 1.5, 1, 78, 100);

    /// <summary>Arterial oxygen tension, mmHg.</summary>
    internal static Quantity OxygenTension { get; } = new(115, 25, 25, 45, 420);

    /// <summary>Every quantity, by its number; after them, as it is made of them.</summary>
    internal static IReadOnlyList<Quantity> All { get; } =
    [
        HeartRate, Pressure, Celsius, WhiteCells, Bicarbonate, Sodium, Potassium, Urea, Bilirubin, Urine, Oxygen, OxygenTension,
    ];

    /// <summary>A value at some hour after INTIME.</summary>
    internal double At(Quantity quantity, double hour)
    {
        var time = Math.Clamp((hour - 12) / 12, -1.5, 1.5);
        var level = levels[IndexOf(quantity)] + (stay.Course * (quantity.Course + (quantity.CourseTrend * time))) + (stay.Chemistry * quantity.Chemistry);
        return Math.Clamp(quantity.Mean + (quantity.Between * level) + (quantity.Within * random.Normal()), quantity.Least, quantity.Most);
    }

    private static int IndexOf(Quantity quantity)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (ReferenceEquals(All[i], quantity))
                return i;
        }

        throw new ArgumentException("Not one of the quantities", nameof(quantity));
    }
}
