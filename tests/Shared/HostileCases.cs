using System.Text.Json;

namespace I2M2.Tests;

/// <summary>The corpus of broken files: `hostile/index.json` under <see cref="TestData.Root"/>.</summary>
public static class HostileCases
{
    /// <summary>Path, expected outcome ("refuse", "accept-with-rule") and other outcomes that are right, for every case of a format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="with">Only cases that may end so; null: all.</param>
    public static TheoryData<string, string> Of(string format, string? with = null)
    {
        var cases = new TheoryData<string, string>();
        if (!TestData.Has("hostile/index.json"))
            return new TheoryData<string, string> { { "none", "refuse" } };
        using var index = JsonDocument.Parse(File.ReadAllText(TestData.At("hostile/index.json")));
        foreach (var entry in index.RootElement.EnumerateArray().Where(e => e.GetProperty("format").GetString() == format))
        {
            var allowed = entry.GetProperty("expected").GetString()!;
            if (entry.TryGetProperty("also_ok", out var more))
                allowed = string.Join(',', more.EnumerateArray().Select(m => m.GetString()).Prepend(allowed));
            if (with is null || allowed.Split(',').Contains(with))
                cases.Add(entry.GetProperty("path").GetString()!, allowed);
        }

        return cases;
    }

    /// <summary>A case as the index has it.</summary>
    public static JsonElement Entry(string path)
    {
        using var index = JsonDocument.Parse(File.ReadAllText(TestData.At("hostile/index.json")));
        return index.RootElement.EnumerateArray().Single(e => e.GetProperty("path").GetString() == path).Clone();
    }

    /// <summary>What a reader that accepts a case must give, as the index states it.</summary>
    public static JsonElement Truth(string path) => Entry(path).GetProperty("truth");
}
