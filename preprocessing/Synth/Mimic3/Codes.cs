using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>Draws diagnoses that carry the labels.</summary>
internal static class Codes
{
    private static readonly string[] Respiratory = ["486", "51881", "5070", "49121", "4660", "5119", "51884", "5180"];
    private static readonly string[] Neoplasm = ["1629", "1749", "185", "1539", "2252", "2113", "1550", "1890"];
    private static readonly string[] Metastatic = ["1970", "1972", "1977", "1983", "1985", "1987", "1990", "20971"];
    private static readonly string[] Haematologic = ["20280", "20300", "20500", "20410", "20020", "2386"];

    private static readonly string[] Others =
    [
        "4019", "4280", "41401", "42731", "41071", "4589", "25000", "2724", "2449", "2761", "2762", "2859", "2851", "2875", "5849", "5990", "5859",
        "30000", "311", "34982", "3320", "0389", "00845", "07054", "5789", "56400", "5712", "6826", "7070", "71590", "73300", "78552", "78039",
        "7907", "9971", "99592", "V5861", "V1582", "V4581", "V103", "E8497", "E8788", "E9342", "7994", "6780",
    ];

    private static readonly string[] Newborn = ["V3000", "V3001", "7742", "76518", "7793", "V290", "V053"];

    /// <summary>Codes of an adult's admission.</summary>
    /// <param name="random">The admission's numbers.</param>
    /// <param name="respiratory">Whether one is of 460-519.</param>
    /// <param name="neoplasm">Whether one is of 140-239.</param>
    /// <param name="aids">Whether 042 is one.</param>
    internal static IReadOnlyList<string?> Adult(RandomNumbers random, bool respiratory, bool neoplasm, bool aids)
    {
        var codes = new List<string?>();
        var others = random.Whole(2, 9);
        for (var i = 0; i < others; i++)
            codes.Add(Of(Others, random));
        if (respiratory)
            codes.Add(Of(Respiratory, random));
        var flag = random.Uniform();
        if (neoplasm)
        {
            codes.Add(Of(Neoplasm, random));
            if (flag < 0.25)
                codes.Add(Of(Metastatic, random));
            else if (flag < 0.37)
                codes.Add(Of(Haematologic, random));
        }
        else if (flag < 0.02)
        {
            // Malignant ascites and macroglobulinaemia count as metastatic and haematologic without being of 140-239.
            codes.Add(flag < 0.012 ? "78951" : "2733");
        }

        if (aids)
            codes.Add("042");
        var order = codes.Distinct().ToArray();
        random.Shuffle<string?>(order);

        // The release has a few rows without a code.
        return random.Uniform() < 0.01 ? [.. order, null] : order;
    }

    /// <summary>Codes of a newborn.</summary>
    internal static IReadOnlyList<string?> Child(RandomNumbers random)
        => [.. Enumerable.Range(0, random.Whole(1, 4)).Select(_ => Of(Newborn, random)).Distinct()];

    private static string Of(string[] codes, RandomNumbers random) => codes[random.Whole(0, codes.Length - 1)];
}
