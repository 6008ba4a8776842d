using TeemCalendar.Core.Guide;

namespace TeemCalendar.Pipeline;

/// <summary>A command that makes or changes reservations: rooms side by side, and what is asked of one room in the order in which it was given.</summary>
/// <typeparam name="TRecord">What one input asks for.</typeparam>
public abstract class DeskCmdlet<TRecord> : StreamingTeemCmdlet<TRecord>
{
    private protected DeskCmdlet()
    {
    }

    /// <summary>The room that a record is about, by the name it was given.</summary>
    private protected abstract string RoomOf(TRecord record);

    /// <summary>Does what one record asks for. What it throws is that record's error, and the others go on.</summary>
    /// <param name="pipeline">Where results and errors go.</param>
    /// <param name="room">The room, which is registered.</param>
    /// <param name="record">The record.</param>
    /// <param name="cancel">Cancelled when nobody waits for the result any more.</param>
    private protected abstract Task ProcessAsync(AsyncPipeline pipeline, RoomCalendar room, TRecord record, CancellationToken cancel);

    // The first of two bookings of one time is the one that was given first.
    private protected sealed override async Task ProcessAllAsync(AsyncPipeline pipeline, IAsyncEnumerable<TRecord> records, CancellationToken cancel)
    {
        using var places = new SemaphoreSlim(AtOnce);
        var last = new Dictionary<string, Task>(StringComparer.OrdinalIgnoreCase);
        try
        {
            await foreach (var record in records.ConfigureAwait(false))
                last[RoomOf(record)] = AfterAsync(last.GetValueOrDefault(RoomOf(record), Task.CompletedTask), record);
        }
        finally
        {
            // Also when the input ended badly: what is under way still uses the places.
            await Task.WhenAll(last.Values).ConfigureAwait(false);
        }

        async Task AfterAsync(Task before, TRecord record)
        {
            await before.ConfigureAwait(false);
            await places.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                var room = await new RegisteredCalendars(Tenant).GetAsync(RoomOf(record), cancel).ConfigureAwait(false);
                await ProcessAsync(pipeline, room, record, cancel).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                await pipeline.WriteErrorAsync(Errors.From(e, RoomOf(record))).ConfigureAwait(false);
            }
            finally
            {
                places.Release();
            }
        }
    }
}
