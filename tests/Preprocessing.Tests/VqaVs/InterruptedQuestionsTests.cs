using I2M2.Shards;
using I2M2.Tests.Images;
using I2M2.Tests.Mimic3;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.VqaVs;

/// <summary>The built program, killed while it looks at images or writes; what it leaves must lead to the bytes of an unbroken run.</summary>
[Collection(ConsoleTests.Name)]
public sealed class InterruptedQuestionsTests
{
    private const int Many = 400;
    private const int OfKill = 128 + 9;
    private static readonly string[] Small = ["--set", "minimum_count=2", "--set", "rows_per_shard=20", "--set", "images_per_part=20", "--workers", "1"];

    [Fact]
    public void What_was_finished_when_the_program_was_killed_is_kept()
    {
        using var folder = Given();
        var args = Args(folder, "out");
        using (var program = new BuiltProgram("Preprocessing", args))
        {
            program.Until(() => Finished(folder).Length > 4);
            program.Signal("KILL");
            Assert.Equal(OfKill, program.Wait().Code);
        }

        Assert.False(File.Exists(folder.At("out/manifest.json")));
        var kept = Finished(folder).ToDictionary(f => f, File.GetLastWriteTimeUtc);
        var (code, _, error) = PreprocessingProgram.Run(args);
        Assert.True(code == 0, error);
        Assert.All(kept, k => Assert.Equal(k.Value, File.GetLastWriteTimeUtc(k.Key)));
        Assert.Equal(0, PreprocessingProgram.Run(Args(folder, "whole")).Code);
        SynthTables.Same(SynthTables.Bytes(folder.At("whole")), SynthTables.Bytes(folder.At("out")));
    }

    [Fact]
    [Trait("Tier", "slow")]
    public void Kills_at_any_moment_lead_to_the_bytes_of_an_unbroken_run()
    {
        using var folder = Given();
        Assert.Equal(0, PreprocessingProgram.Run(Args(folder, "whole")).Code);
        var whole = SynthTables.Bytes(folder.At("whole"));
        var random = new Random(20);
        for (var kill = 0; kill < 10; kill++)
        {
            if (Directory.Exists(folder.At("out")))
                Directory.Delete(folder.At("out"), recursive: true);
            using (var program = new BuiltProgram("Preprocessing", Args(folder, "out")))
            {
                program.Wait(TimeSpan.FromMilliseconds(200 + (1500 * random.NextDouble())));
                program.Signal("KILL");
                program.Wait();
            }

            Assert.Equal(0, PreprocessingProgram.Run(Args(folder, "out")).Code);
            SynthTables.Same(whole, SynthTables.Bytes(folder.At("out")));
        }
    }

    [SmallDiskFact]
    public void A_full_disk_ends_the_run_before_it_begins()
    {
        using var folder = Given();
        using var disk = new SmallDisk(1 << 18);
        string[] args = ["vqa-vs", "--raw", folder.At("raw"), "--out", disk.Folder.At("out"), .. Small];
        var (code, _, error) = PreprocessingProgram.Run(args);
        Assert.Equal(1, code);
        Assert.Contains("bytes are free", error, StringComparison.Ordinal);
        Assert.False(ShardSet.IsFinished(disk.Folder.At("out")));
    }

    private static TemporaryFolder Given()
    {
        var folder = VqaRaw.Given();
        VqaRaw.Put(folder, "Training/Training-Ques.json", Enumerable.Range(1000, Many).Select(n => new { image_id = n, question = VqaRaw.Text(n), question_id = n + 100_000L }));
        VqaRaw.Put(folder, "Training/Training-Ans.json", Enumerable.Range(1000, Many).Select(n => new
        {
            question_id = n + 100_000L,
            image_id = n,
            question_type = "is it",
            answer_type = "yes/no",
            multiple_choice_answer = n % 2 == 0 ? "yes" : "no",
            answers = Enumerable.Range(0, 10).Select(_ => new { answer = n % 2 == 0 ? "yes" : "no" }),
        }));
        for (var n = 1000; n < 1000 + Many; n++)
            Picture.Write(folder.At($"raw/train2014/COCO_train2014_{n:D12}.jpg"), n % 40);
        return folder;
    }

    private static string[] Args(TemporaryFolder folder, string output) => ["vqa-vs", "--raw", folder.At("raw"), "--out", folder.At(output), .. Small];

    private static string[] Finished(TemporaryFolder folder) => Directory.Exists(folder.At("out/shards")) ? [.. Directory.GetFiles(folder.At("out/shards")).Where(f => Path.GetFileName(f)[0] != '.')] : [];
}
