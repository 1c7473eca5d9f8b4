using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Tickstorm.Tests.Deploy;

/// <summary>The images that deploy/images makes, on a base that this machine's dotnet stands for, read and run without an engine.</summary>
[Collection(BuildsHere.Name)]
public sealed class ImageTests(ImageTests.Images images) : IClassFixture<ImageTests.Images>
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    [ContainerFact]
    public void They_run_as_a_user_without_rights_and_hold_the_program_above_the_base_alone()
    {
        (string, string, string[])[] all =
            [("tickstorm", "tickstorm.dll", []), ("tickstorm-silo", "tickstorm-silo.dll", ["11111/tcp", "30000/tcp", "8080/tcp"])];
        foreach ((string name, string program, string[] ports) in all)
        {
            foreach ((string platform, string architecture) in ((string, string)[])[("x64", "amd64"), ("arm64", "arm64")])
            {
                ImageArchive image = images.Open(name, platform);
                Assert.Equal(architecture, image.Architecture);
                Assert.Equal("1654", image.Settings.GetProperty("User").GetString());
                Assert.Equal(["dotnet", "/app/" + program], image.EntryPoint);
                Assert.Equal([images.Base.Layer], image.Digests.Take(1));
                Assert.Equal(2, image.Digests.Count());
                string[] open = image.Settings.TryGetProperty("ExposedPorts", out JsonElement exposed)
                    ? [.. exposed.EnumerateObject().Select(port => port.Name)]
                    : [];
                Assert.Equal(ports, open.Where(port => ports.Contains(port)));
                TarEntry[] own = [.. image.Own()];
                Assert.Contains(own, entry => entry.Name.EndsWith(program, StringComparison.Ordinal));
                Assert.All(own, entry =>
                {
                    Assert.StartsWith("app", entry.Name.TrimStart('/'), StringComparison.Ordinal);
                    Assert.Equal(UnixFileMode.None, entry.Mode & OthersWrite);
                    Assert.DoesNotContain(Path.GetExtension(entry.Name), (string[])[".pem", ".key", ".pfx"]);
                });
            }
        }
    }

    [ContainerFact]
    public void The_client_gives_the_same_digest_as_uid_1654_with_a_root_that_it_cannot_write()
    {
        string said = images.Run("tickstorm", "compare", "--designs", "irq0-edge", "--json", "-");
        string expected = ClientProcess.Run([], "compare", "--designs", "irq0-edge", "--json", "-").Output;
        Assert.Equal(Digest(expected), Digest(said));

        static string Digest(string json) => json.Split('\n').Single(line => line.Contains("\"digest\"", StringComparison.Ordinal));
    }

    [ContainerFact]
    public void The_silo_starts_with_a_root_that_it_cannot_write() =>
        Assert.StartsWith("tickstorm-silo ", images.Run("tickstorm-silo", "--version"), StringComparison.Ordinal);

    /// <summary>Made once for all tests of this class.</summary>
    public sealed class Images : IDisposable
    {
        // As a container's runtime does: nothing but /tmp can be written.
        private const string Enter =
            """
            set -e
            mount --bind "$0" "$0"
            mount -t proc proc "$0/proc"
            mount --rbind /dev "$0/dev"
            mount -t tmpfs -o size=64m,mode=1777 tmpfs "$0/tmp"
            mount -o remount,bind,ro "$0"
            exec chroot --userspec=1654:1654 "$0" "$@"
            """;

        private readonly TempFolder _folder = new();
        private bool _isMade;

        internal LocalRegistry Base => field ??= Registry();

        internal ImageArchive Open(string name, string platform)
        {
            if (!_isMade)
            {
                Tools.Run("env", $"IMAGE_BASE={Base.Image}", Path.Combine(Repository.Root, "deploy", "images"), _folder.Path("images"));
                _isMade = true;
            }

            return new ImageArchive(_folder.Path($"images/{name}-{platform}.tar"), _folder.Path($"{name}-{platform}-{Guid.NewGuid():N}"));
        }

        internal string Run(string name, params string[] arguments)
        {
            ImageArchive image = Open(name, RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64");
            string root = _folder.Path(name + "-root");
            image.Unpack(root);
            string dotnet = Path.Combine(BaseImage.Dotnet, "dotnet");
            return Tools.Run(
                "unshare",
                ["--mount", "--pid", "--fork", "sh", "-c", Enter, root, dotnet, .. image.EntryPoint.Skip(1), .. arguments]);
        }

        public void Dispose()
        {
            Base.Dispose();
            _folder.Dispose();
        }

        private LocalRegistry Registry()
        {
            BaseImage.Write(_folder.Path("base.tar"));
            return new LocalRegistry(_folder.Path("base.tar"));
        }
    }
}
