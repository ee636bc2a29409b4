using I2M2.Preprocessing.FastMri.Volumes;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.FastMri;

/// <summary>Which volumes go on, rule after rule; none is left out without being counted and listed.</summary>
internal sealed class VolumeSelection
{
    private readonly List<FunnelStep> funnel = [];
    private readonly List<LeftOut> leftOut = [];

    /// <param name="survey">What there is.</param>
    internal VolumeSelection(VolumeSurvey survey)
    {
        Volumes = survey.Volumes;
        leftOut.AddRange(survey.Faults.Select(f => new LeftOut(f.File.Name, f.Fault.Problem)));
        funnel.Add(new FunnelStep("volumes", "files of volumes", survey.Volumes.Count + survey.Faults.Count));
        Count("that can be read");
    }

    /// <summary>Those left.</summary>
    internal IReadOnlyList<KneeVolume> Volumes { get; private set; }

    /// <summary>How many each rule left.</summary>
    internal IReadOnlyList<FunnelStep> Funnel => funnel;

    /// <summary>Those that are not.</summary>
    internal IReadOnlyList<LeftOut> LeftOut => leftOut;

    /// <summary>Volumes whose sizes the options let go on.</summary>
    /// <exception cref="InputRefusedException">One has another size, and the options refuse it.</exception>
    internal void BySize(FastMriOptions options)
    {
        var grid = options.Grid;
        Keep(
            $"of {grid.Rows} rows{(options.Rows == SizePolicy.Fit ? ", or brought to them" : "")}",
            v => v.Rows == grid.Rows || options.Rows == SizePolicy.Fit,
            v => $"{v.Rows} rows of k-space, the grid has {grid.Rows}",
            options.Rows == SizePolicy.Refuse ? "--set rows=skip leaves such volumes out, --set rows=fit brings them to the grid" : null);
        if (grid.Columns is { } columns)
        {
            Keep(
                $"of {columns} columns or fewer{(options.Wide == SizePolicy.Fit ? ", or cut to them" : "")}",
                v => v.Columns <= columns || options.Wide == SizePolicy.Fit,
                v => $"{v.Columns} columns of k-space, the grid has {columns}",
                options.Wide == SizePolicy.Refuse ? "--set wide=skip leaves such volumes out, --set wide=fit cuts their k-space" : null);
        }
        else
        {
            Keep(
                $"of {grid.Side} columns or more",
                v => v.Columns >= grid.Side,
                v => $"{v.Columns} columns of k-space, the image shall have {grid.Side}",
                options.Wide == SizePolicy.Refuse ? "--set wide=skip leaves such volumes out" : null);
        }
    }

    /// <summary>Volumes that have the images that the options want.</summary>
    internal void ByImages(FastMriOptions options)
    {
        // Of several coils it can be made as the file's own was; of one, it would be another image.
        if (options.Store.Contains(FastMriOptions.RssTensor) && options.Rss == "stored")
            Keep("with a root-sum-of-squares image", v => v.HasRss || v.Coils > 0, _ => $"no {VolumeReader.Rss}; --set rss=computed takes the coil's own magnitude", null);
    }

    /// <summary>Volumes of a list.</summary>
    /// <param name="rule">The list, in words.</param>
    /// <param name="names">Names of volumes.</param>
    /// <param name="reason">Why others are left out.</param>
    internal void Among(string rule, Predicate<string> names, string reason) => Keep(rule, v => names(v.Id), _ => reason, null);

    private void Keep(string rule, Func<KneeVolume, bool> isKept, Func<KneeVolume, string> reason, string? remedyIfRefused)
    {
        var others = Volumes.Where(v => !isKept(v)).ToList();
        if (remedyIfRefused is not null && others.Count > 0)
            throw new InputRefusedException(others[0].File.Path, $"{reason(others[0])}{(others.Count > 1 ? $", and {PreprocessingReport.Count(others.Count - 1)} more such volumes" : "")}", remedyIfRefused);
        leftOut.AddRange(others.Select(v => new LeftOut(v.File.Name, reason(v))));
        Volumes = [.. Volumes.Where(isKept)];
        Count(rule);
    }

    private void Count(string rule)
        => funnel.Add(new FunnelStep("volumes", rule, Volumes.Count, Patients: Volumes.Select(v => v.Patient ?? v.Id).Distinct(StringComparer.Ordinal).Count()));
}
