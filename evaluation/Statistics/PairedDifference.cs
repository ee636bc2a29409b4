namespace I2M2.Evaluation;

/// <summary>How much better one paradigm is than another on the same rows, with the 95 % interval and the two-sided p of <see cref="RowsAndSeeds"/>.</summary>
/// <param name="Difference">Mean of the first less that of the second, as observed.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="P">Chance of a difference as large when there is none.</param>
/// <param name="CoversSeeds">Whether both have two seeds or more, so that the interval is about other seeds too.</param>
internal readonly record struct PairedDifference(double Difference, double Low, double High, double P, bool CoversSeeds);
