using System.Security.Cryptography;
using System.Text;
using I2M2.Preprocessing.Fetch;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Tests.Fetch;

/// <summary>A data set of one file, one archive and one optional archive, and the web it lies on.</summary>
internal static class ToyWeb
{
    internal static readonly byte[] Digits = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 500)));
    internal static readonly (string, string)[] Recordings =
        [("top/recordings/1_ann_0.wav", "one"), ("top/recordings/0_ann_0.wav", "null"), ("top/README.md", "-")];

    internal static void Serve(LoopbackServer server)
    {
        server.On("first/digits.gz", LoopbackServer.File(Archives.Gzip(Digits)));
        server.On("second/digits.gz", LoopbackServer.File(Archives.Gzip(Digits)));
        server.On("v1.tar.gz", LoopbackServer.File(Archives.TarGz(Recordings)));
        server.On("noise.zip", LoopbackServer.File(Archives.Zip(("top/audio/rain.wav", "drip"), ("top/meta/list.csv", "rain"))));
    }

    internal static DataManifest Manifest(Uri web) => new()
    {
        Dataset = "toy",
        RawFiles =
        [
            new ExpectedFile { Path = "mnist/digits", Bytes = Digits.Length, Sha256 = Hash(Digits) },
            new ExpectedFile
            {
                Path = "speech/{digit}.wav",
                Count = 2,
                Bytes = 7,
                Sha256 = Hash(Encoding.ASCII.GetBytes($"{Hash("null"u8.ToArray())}  0_ann_0.wav\n{Hash("one"u8.ToArray())}  1_ann_0.wav\n")),
            },
        ],
        Downloads =
        [
            new Download { Name = "mnist", File = "mnist/digits.gz", Bytes = 1000, Content = "mnist/digits", Urls = [$"{web}first/", $"{web}second/digits.gz"] },
            new Download
            {
                Name = "speech",
                File = "speech-1.0.tar.gz",
                Bytes = 1000,
                Content = "speech/{digit}.wav",
                Urls = [$"{web}v1.tar.gz"],
                Unpack = new Unpacking { Into = "speech", Members = ["recordings/*.wav"], Bytes = 20_000 },
            },
            new Download
            {
                Name = "noise",
                Optional = true,
                File = "noise.zip",
                Bytes = 1000,
                Urls = [web.AbsoluteUri],
                Unpack = new Unpacking { Into = "noise", Members = ["meta/list.csv", "audio/*.wav"], Bytes = 20_000 },
            },
        ],
    };

    internal static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
