namespace I2M2.Tests.AvMnist.Noise;

/// <summary>ESC-50 in small: two clips of each of 50 classes, a tenth of a second at 44.1 kHz.</summary>
internal static class TinyEsc50
{
    internal static string Write(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "meta"));
        Directory.CreateDirectory(Path.Combine(folder, "audio"));
        var lines = new List<string> { "filename,fold,target,category,esc10,src_file,take" };
        foreach (var target in Enumerable.Range(0, 50).Reverse())
        {
            foreach (var take in new[] { "A", "B" })
            {
                var name = $"1-{100 + target}-{take}-{target}.wav";
                lines.Add($"{name},1,{target},\"a, class\",False,{100 + target},{take}");
                WavBytes.Write(Path.Combine(folder, "audio", name), TinyRaw.Tone(4410 + target + (take == "A" ? 0 : 100), 1 + target), 44_100);
            }
        }

        File.WriteAllLines(Table(folder), lines);
        return folder;
    }

    internal static string Table(string folder) => Path.Combine(folder, "meta", "esc50.csv");
}
