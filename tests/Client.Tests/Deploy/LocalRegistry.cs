using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

namespace Tickstorm.Tests.Deploy;

/// <summary>A registry on loopback that has one image, <see cref="Image"/>, for two platforms: a layer and what it says of itself.</summary>
internal sealed class LocalRegistry : IDisposable
{
    private const string List = "application/vnd.docker.distribution.manifest.list.v2+json",
        Manifest = "application/vnd.docker.distribution.manifest.v2+json", Bytes = "application/octet-stream";

    private readonly HttpListener _listener;
    private readonly Dictionary<string, (string Type, Func<Stream> Open)> _blobs = [];
    private readonly string _list;
    private readonly Task _serving;

    public LocalRegistry(string layer)
    {
        (_listener, int port) = LoopbackListener.Start("localhost");
        Image = $"localhost:{port}/base:10.0";
        using (FileStream stream = File.OpenRead(layer)) Layer = Name(SHA256.HashData(stream));
        _blobs[Layer] = (Bytes, () => File.OpenRead(layer));
        _list = Add(List, new
        {
            schemaVersion = 2, mediaType = List,
            manifests = new[] { Platform("amd64", new FileInfo(layer).Length), Platform("arm64", new FileInfo(layer).Length) },
        });
        _serving = Task.Factory.StartNew(Serve, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Its name, for whoever builds on it.</summary>
    public string Image { get; }

    /// <summary>The digest of its layer.</summary>
    public string Layer { get; }

    public void Dispose()
    {
        _listener.Stop();
        _serving.Wait();
        _listener.Close();
    }

    private static string Name(byte[] hash) => "sha256:" + Convert.ToHexStringLower(hash);

    private string Add(string type, object content)
    {
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(content);
        string name = Name(SHA256.HashData(text));
        _blobs[name] = (type, () => new MemoryStream(text));
        return name;
    }

    private long Length(string blob)
    {
        using Stream stream = _blobs[blob].Open();
        return stream.Length;
    }

    private object Platform(string architecture, long length)
    {
        // The layer is not packed: its digest is that of its tar too.
        string config = Add(Bytes, new
        {
            architecture, os = "linux", created = "2026-01-01T00:00:00Z",
            config = new { User = "1654", WorkingDir = "/", Env = new[] { $"PATH={BaseImage.Dotnet}", "APP_UID=1654" } },
            rootfs = new { type = "layers", diff_ids = new[] { Layer } },
            history = new[] { new { created = "2026-01-01T00:00:00Z", created_by = "a test" } },
        });
        string manifest = Add(Manifest, new
        {
            schemaVersion = 2, mediaType = Manifest,
            config = new { mediaType = "application/vnd.docker.container.image.v1+json", size = Length(config), digest = config },
            layers = new[] { new { mediaType = "application/vnd.docker.image.rootfs.diff.tar", size = length, digest = Layer } },
        });
        return new { mediaType = Manifest, size = Length(manifest), digest = manifest, platform = new { architecture, os = "linux" } };
    }

    private void Serve()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = _listener.GetContext();
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            string asked = context.Request.Url!.AbsolutePath.Split('/')[^1], name = asked == "10.0" ? _list : asked;
            if (_blobs.TryGetValue(name, out (string Type, Func<Stream> Open) blob))
            {
                using Stream content = blob.Open();
                context.Response.ContentType = blob.Type;
                context.Response.ContentLength64 = content.Length;
                context.Response.Headers["Docker-Content-Digest"] = name;
                if (context.Request.HttpMethod == "GET") content.CopyTo(context.Response.OutputStream);
            }
            else if (asked.Length > 0 && asked != "v2")
            {
                context.Response.StatusCode = 404;
            }

            context.Response.Close();
        }
    }
}
