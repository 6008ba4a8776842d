namespace TeemCalendar.Pipeline;

/// <summary>Reading the records of a streaming command.</summary>
static class Records
{
    /// <summary>All records, once the pipeline has given the last: for a command that plans over all of them.</summary>
    internal static async Task<List<T>> ToListAsync<T>(this IAsyncEnumerable<T> records, CancellationToken cancel)
    {
        var all = new List<T>();
        await foreach (var record in records.WithCancellation(cancel).ConfigureAwait(false))
            all.Add(record);
        return all;
    }

    /// <summary>All rooms, each once, however often and in whatever case it was given.</summary>
    internal static async Task<List<string>> ToRoomsAsync(this IAsyncEnumerable<string> records, CancellationToken cancel) =>
        [.. (await records.ToListAsync(cancel).ConfigureAwait(false)).Distinct(StringComparer.OrdinalIgnoreCase)];
}
