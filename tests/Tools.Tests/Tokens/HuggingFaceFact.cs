using System.Diagnostics;
using System.Text.Json;

namespace I2M2.Tests.Tokens;

/// <summary>
/// A test that needs Hugging Face's tokenizers (npm `@huggingface/tokenizers`), where tools/test.sh puts them, and node; skipped, saying so, without.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HuggingFaceFactAttribute : FactAttribute
{
    private static readonly string Modules = Path.Combine(TestData.Repository, "artifacts/peers/tokenizers/node_modules");

    // npm writes it when everything else is in place.
    private static readonly bool IsThere = File.Exists(Path.Combine(Modules, ".package-lock.json"));

    public HuggingFaceFactAttribute(params string[] needs)
        => Skip = IsThere ? DataSkip.Reason(needs) : "needs npm's @huggingface/tokenizers, which tools/test.sh fetches";

    /// <summary>Ids of each text, the first and the last token's among them, in roberta-base's vocabulary; null for a text with characters that node does not know.</summary>
    internal static async Task<int[]?[]> EncodeAsync(IReadOnlyList<string> texts)
    {
        var script = Path.Combine(TestData.Repository, "tests/Tools.Tests/Tokens/HuggingFace/encode.mjs");
        var start = new ProcessStartInfo("node", [script, Modules, TestData.At("data/roberta-bpe")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await JsonSerializer.SerializeAsync(process.StandardInput.BaseStream, texts);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return JsonSerializer.Deserialize<int[]?[]>(await output)!;
    }
}
