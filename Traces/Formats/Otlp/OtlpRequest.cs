using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>Makes the request that carries a batch.</summary>
internal static class OtlpRequest
{
    private const int FrameHead = 5;

    /// <summary>A request of its own for each try.</summary>
    public static HttpRequestMessage Of(OtlpEndpoint endpoint, byte[] batch)
    {
        HttpRequestMessage request = new(HttpMethod.Post, endpoint.Traces);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("tickstorm", OtlpResource.Version));
        byte[] body = endpoint.Gzip ? Zipped(batch) : batch;
        if (endpoint.Protocol == OtlpProtocol.Grpc)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
            if (endpoint.Gzip) request.Headers.Add("grpc-encoding", "gzip");
            body = Framed(body, endpoint.Gzip);
        }

        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(endpoint.Protocol switch
        {
            OtlpProtocol.Grpc => "application/grpc",
            OtlpProtocol.HttpJson => "application/json",
            _ => "application/x-protobuf",
        });
        if (endpoint.Gzip && endpoint.Protocol != OtlpProtocol.Grpc) request.Content.Headers.ContentEncoding.Add("gzip");
        foreach ((string name, string value) in endpoint.Headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    // A message of gRPC has its length before it, and whether it is compressed.
    private static byte[] Framed(byte[] message, bool isZipped)
    {
        byte[] frame = new byte[FrameHead + message.Length];
        frame[0] = isZipped ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, FrameHead);
        return frame;
    }

    private static byte[] Zipped(byte[] bytes)
    {
        using MemoryStream target = new();
        using (GZipStream zip = new(target, CompressionLevel.Fastest)) zip.Write(bytes);
        return target.ToArray();
    }
}
