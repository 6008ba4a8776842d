namespace TeemCalendar.Commands;

/// <summary>Answers about rooms.</summary>
static class RoomAnswers
{
    /// <summary>Asks about all rooms at once and writes the answers in the rooms' order. What fails is an error of that room, and the others go on.</summary>
    internal static async Task WriteEachAsync<T>(this AsyncPipeline pipeline, IEnumerable<string> rooms, Func<string, Task<IReadOnlyList<T>>> ask, CancellationToken cancel)
    {
        foreach (var (room, answer) in rooms.Select(r => (r, ask(r))).ToList())
        {
            try
            {
                await pipeline.WriteAllAsync(await answer.ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                await pipeline.WriteErrorAsync(Errors.From(e, room)).ConfigureAwait(false);
            }
        }
    }
}
