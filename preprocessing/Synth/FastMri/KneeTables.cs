using System.Text;
using I2M2.Preprocessing.FastMri.Annotations;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.Synth.FastMri;

/// <summary>The two tables of fastMRI+, as published: with a blank after `Joint Effusion`, a row about a whole study, and a last line that is no volume.</summary>
internal static class KneeTables
{
    /// <summary>Findings.</summary>
    internal const string Annotations = "knee.csv";

    /// <summary>Volumes that were looked at.</summary>
    internal const string Reviewed = "knee_file_list.csv";

    // How often a finding has a second row, of another label of its group.
    private const double SecondRow = 0.3;

    private static readonly Dictionary<Pathologies, string[]> Labels = KneeLabel.All.Where(l => l.Name != KneeLabel.Artifact)
        .GroupBy(l => l.Group).ToDictionary(g => g.Key, g => g.Select(l => l.Name == "Joint Effusion" ? "Joint Effusion " : l.Name).ToArray());

    /// <summary>Writes both.</summary>
    internal static void Write(string folder, IReadOnlyList<VolumePlan> plans, KneeOptions options)
    {
        AtomicFile.WriteText(Path.Combine(folder, Annotations), Rows(plans, options));
        AtomicFile.WriteText(Path.Combine(folder, Reviewed), string.Concat(plans.Select(p => p.Id).Append("Knee data").Select(l => l + "\n")));
    }

    private static string Rows(IReadOnlyList<VolumePlan> plans, KneeOptions options)
    {
        var text = new StringBuilder("file,slice,study_level,x,y,width,height,label\n");
        var random = new RandomNumbers(options.Seed, "fastmri labels");
        text.Append($"{plans[0].Id},0,Yes,,,,,{KneeLabel.Artifact}\n");
        foreach (var plan in plans)
        {
            for (var s = 0; s < options.Slices; s++)
            {
                foreach (var lesion in plan.Slices[s].Where(l => l.State.Present))
                {
                    var (labels, box) = (Labels[lesion.Place.Group], lesion.Place.Box(options.Side));
                    var (first, rows) = (random.Whole(0, labels.Length - 1), random.Uniform() < SecondRow ? 2 : 1);
                    for (var row = 0; row < rows; row++)
                        text.Append($"{plan.Id},{s},No,{box.X},{box.Y},{box.Width},{box.Height},{labels[(first + row) % labels.Length]}\n");
                }
            }
        }

        return text.ToString();
    }
}
