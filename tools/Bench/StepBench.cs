using System.Globalization;
using I2M2.Modeling.Commands;
using I2M2.Modeling.Tasks;
using I2M2.Torch;
using TorchSharp;

namespace I2M2.Bench;

/// <summary>One job's figures: median seconds of a step, and the middle half of the rounds' ratios.</summary>
/// <param name="Job">Paradigm.</param>
/// <param name="Batch">Rows of a step.</param>
/// <param name="Ours">Our median, seconds.</param>
/// <param name="Tuned">The tuned peer's.</param>
/// <param name="Default">The peer's at PyTorch's defaults.</param>
/// <param name="RatioLow">First quartile over rounds of ours / tuned.</param>
/// <param name="Ratio">Median over rounds of ours / tuned.</param>
/// <param name="RatioHigh">Third quartile.</param>
public sealed record StepResult(string Job, int Batch, double Ours, double Tuned, double Default, double RatioLow, double Ratio, double RatioHigh);

/// <summary>
/// The training step against PyTorch: the three take turns, a few steps each, round after round, so that what the machine does
/// besides hits all of them alike. A round's figure is its median step; the ratio is taken within a round.
/// </summary>
public sealed class StepBench(string python, int rounds, int threads, TextWriter output)
{
    /// <summary>Runs all jobs and prints the table.</summary>
    public IReadOnlyList<StepResult> Run(string paradigms, IReadOnlyList<int> batches)
    {
        torch.set_num_threads(threads);
        Engine.BlasThreads = 1;
        using var tuned = new Peer(python, "peer_step.py", "tuned", threads);
        using var standard = new Peer(python, "peer_step.py", "default", threads);
        output.WriteLine($"ours: libtorch {Engine.Version}, ATen threads {torch.get_num_threads()}, BLAS threads {Engine.BlasThreads}, {Engine.Blas.Name}");
        output.WriteLine($"peer: PyTorch (version, threads) tuned {tuned.Greeting}, default {standard.Greeting}");
        output.WriteLine();
        output.WriteLine("| job | batch | ours ms | PyTorch tuned ms | PyTorch default ms | ours / tuned [quartiles] | ours / default |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        var results = new List<StepResult>();
        foreach (var paradigm in TrainArguments.Paradigms(new AvMnistTask(), paradigms))
        {
            foreach (var batch in batches)
            {
                using var own = new OwnSteps(paradigm, batch);
                var result = Measure(paradigm.Name, batch, own, tuned, standard);
                results.Add(result);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {result.Job} | {batch} | {result.Ours * 1e3:0.0} | {result.Tuned * 1e3:0.0} | {result.Default * 1e3:0.0} | {result.Ratio:0.00} [{result.RatioLow:0.00}, {result.RatioHigh:0.00}] | {result.Ours / result.Default:0.00} |"));
            }
        }

        return results;
    }

    private StepResult Measure(string job, int batch, OwnSteps own, Peer tuned, Peer standard)
    {
        const int warmUp = 1;
        var (ours, theirs, defaults) = (new List<double>(), new List<double>(), new List<double>());
        var steps = batch > 100 ? 3 : 7;
        for (var round = -warmUp; round < rounds; round++)
        {
            // Every round another one begins.
            var turns = new Action[]
            {
                () => Keep(ours, own.Steps(steps)), () => Keep(theirs, tuned.Steps(job, batch, steps)), () => Keep(defaults, standard.Steps(job, batch, steps)),
            };
            for (var k = 0; k < turns.Length; k++)
                turns[(k + round + warmUp) % turns.Length]();
            if (round < 0)
            {
                ours.Clear();
                theirs.Clear();
                defaults.Clear();
            }
        }

        var ratios = ours.Zip(theirs, (a, b) => a / b).Order().ToArray();
        return new StepResult(job, batch, Medians.Of(ours), Medians.Of(theirs), Medians.Of(defaults), ratios[ratios.Length / 4], Medians.Of(ratios), ratios[3 * ratios.Length / 4]);
    }

    private static void Keep(List<double> rounds, double[] steps) => rounds.Add(Medians.Of(steps));
}
