namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>Identifiers as in the release: unique, not in the order of anything.</summary>
internal static class Identifiers
{
    // Primes, so that multiplication by any smaller number visits each remainder once; six digits as long as they suffice.
    private static readonly long[] Primes = [99_991, 999_983, 99_999_989];
    private const long Step = 48_271;

    /// <summary>HADM_ID of the admission with a number.</summary>
    /// <param name="number">From 0.</param>
    /// <param name="count">How many there may be.</param>
    internal static long Admission(long number, long count) => Base(count) + Scattered(number, count);

    /// <summary>ICUSTAY_ID.</summary>
    internal static long Stay(long number, long count) => (2 * Base(count)) + Scattered(number + 7, count + 7);

    private static long Base(long count) => Prime(count) switch { 99_991 => 100_000, 999_983 => 1_000_000, _ => 100_000_000 };

    private static long Scattered(long number, long count) => (number + 1) * Step % Prime(count);

    private static long Prime(long count) => Primes.First(p => count + 8 < p);
}
