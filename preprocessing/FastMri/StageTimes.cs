using System.Diagnostics;

namespace I2M2.Preprocessing.FastMri;

/// <summary>How long the stages of the work took, over all threads.</summary>
internal sealed class StageTimes
{
    /// <summary>Reading and hashing raw files, each once.</summary>
    internal Stage Hashing { get; } = new();

    /// <summary>Reading slices, unpacking included.</summary>
    internal Stage Reading { get; } = new();

    /// <summary>Unpacking chunks.</summary>
    internal Stage Unpacking { get; } = new();

    /// <summary>Fourier transforms and what belongs to them.</summary>
    internal Stage Transform { get; } = new();

    /// <summary>Statistics, hashes and writing.</summary>
    internal Stage Writing { get; } = new();

    /// <summary>A stage's time.</summary>
    internal sealed class Stage
    {
        private long ticks;

        /// <summary>So far.</summary>
        internal TimeSpan Time => TimeSpan.FromTicks(Interlocked.Read(ref ticks));

        /// <summary>Adds the time since a timestamp.</summary>
        internal void Add(long start) => Add(Stopwatch.GetElapsedTime(start));

        /// <summary>Adds a time.</summary>
        internal void Add(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);
    }
}
