using System.Net;

namespace TeemCalendar.Sandbox.Wire;

/// <summary>A body that is announced whole and breaks off in the middle.</summary>
internal sealed class TruncatedContent(byte[] whole) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(whole.AsMemory(0, whole.Length / 2)).ConfigureAwait(false);
        await stream.FlushAsync().ConfigureAwait(false);
        throw new HttpIOException(HttpRequestError.ResponseEnded, "The connection was closed in the middle of the answer.");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = whole.Length;
        return true;
    }
}
