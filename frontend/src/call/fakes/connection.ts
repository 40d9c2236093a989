import { FakeTrack } from './track'

/** What is true of the browsers' senders: parameters have to be fetched anew for each change, and changes don't overlap. */
class FakeSender {
  readonly history: (readonly RTCRtpEncodingParameters[])[] = []
  /** How often a change was asked for while another was on its way. */
  overlaps = 0
  track: MediaStreamTrack | null
  #encodings: RTCRtpEncodingParameters[]
  #busy = false

  constructor(track: MediaStreamTrack | null, encodings: readonly RTCRtpEncodingParameters[]) {
    this.track = track
    this.#encodings = encodings.map((e) => ({ active: true, ...e }))
  }

  get encodings(): readonly RTCRtpEncodingParameters[] {
    return this.#encodings
  }

  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    this.track = track
  }

  /** What the statistics say of the packets sent so far. */
  counts = { packetsSent: 0, packetsLost: 0 }

  async getStats(): Promise<RTCStatsReport> {
    const { packetsSent, packetsLost } = this.counts
    return new Map([
      ['out', { type: 'outbound-rtp', packetsSent }],
      ['in', { type: 'remote-inbound-rtp', packetsLost }],
    ]) as unknown as RTCStatsReport
  }

  getParameters(): RTCRtpSendParameters {
    return { encodings: this.#encodings.map((e) => ({ ...e })) } as RTCRtpSendParameters
  }

  async setParameters(parameters: RTCRtpSendParameters): Promise<void> {
    if (this.#busy) {
      this.overlaps++
      throw new DOMException('getParameters() has never been called', 'InvalidStateError')
    }
    this.#busy = true
    await new Promise((done) => setTimeout(done, 10))
    this.#busy = false
    this.#encodings = parameters.encodings.map((e) => ({ ...e }))
    this.history.push(this.#encodings)
  }
}

export class FakeTransceiver {
  mid: string | null = null
  preferences: readonly RTCRtpCodec[] = []
  readonly direction: RTCRtpTransceiverDirection
  readonly sender: FakeSender
  readonly receiver: { readonly track: MediaStreamTrack }

  constructor(trackOrKind: MediaStreamTrack | 'audio' | 'video', init: RTCRtpTransceiverInit) {
    const given = typeof trackOrKind === 'string' ? null : trackOrKind
    const kind = given ? (given.kind as 'audio' | 'video') : (trackOrKind as 'audio' | 'video')
    this.direction = init.direction ?? 'sendrecv'
    this.sender = new FakeSender(given, init.sendEncodings ?? [])
    this.receiver = { track: new FakeTrack(kind).asTrack() }
  }

  setCodecPreferences(codecs: readonly RTCRtpCodec[]): void {
    this.preferences = codecs
  }
}

/** As much of an RTCPeerConnection as one offer, one answer and restarts need. */
export class FakeConnection {
  readonly transceivers: FakeTransceiver[] = []
  configuration: RTCConfiguration
  connectionState: RTCPeerConnectionState = 'new'
  onconnectionstatechange: (() => void) | null = null
  localDescription: { sdp: string } | null = null
  signalingState: RTCSignalingState = 'stable'
  answers: string[] = []
  /** Kind and protocol of the local ends of the paths that work. */
  ways: readonly (readonly [string, string])[] = []
  /** What the statistics hold besides. */
  counts: readonly object[] = []
  /** Follows what an offer says of its media. */
  media = ''
  /** Descriptions it refuses: those that hold this. */
  refuses: string | undefined
  #generation = 0
  #restart = true

  constructor(configuration: RTCConfiguration) {
    this.configuration = configuration
  }

  addTransceiver(trackOrKind: MediaStreamTrack | 'audio' | 'video', init: RTCRtpTransceiverInit = {}): FakeTransceiver {
    const transceiver = new FakeTransceiver(trackOrKind, init)
    this.transceivers.push(transceiver)
    return transceiver
  }

  restartIce(): void {
    this.#restart = true
  }

  async createOffer(): Promise<{ type: 'offer'; sdp: string }> {
    this.#open()
    if (this.#restart) this.#generation++
    this.#restart = false
    return { type: 'offer', sdp: `offer ${this.#generation}${this.media}` }
  }

  async setLocalDescription({ type, sdp }: { type: 'offer' | 'rollback'; sdp?: string }): Promise<void> {
    this.#take(sdp ?? '')
    this.signalingState = type === 'offer' ? 'have-local-offer' : 'stable'
    if (sdp !== undefined) this.localDescription = { sdp }
    for (const [i, transceiver] of this.transceivers.entries()) transceiver.mid ??= String(i)
  }

  async setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    this.#take(sdp)
    const answers = this.localDescription?.sdp.split('\r\n')[0]?.replace('offer', 'answer')
    if (this.signalingState !== 'have-local-offer' || sdp.split('\r\n')[0] !== answers) {
      throw new DOMException('the answer is for another offer', 'InvalidAccessError')
    }
    this.signalingState = 'stable'
    this.answers.push(sdp)
  }

  async getStats(): Promise<Map<string, unknown>> {
    const stats = new Map<string, unknown>()
    for (const [i, [candidateType, protocol]] of this.ways.entries()) {
      stats.set(`l${i}`, { id: `l${i}`, type: 'local-candidate', candidateType, protocol })
      stats.set(`p${i}`, { id: `p${i}`, type: 'candidate-pair', state: 'succeeded', localCandidateId: `l${i}` })
    }
    for (const [i, report] of this.counts.entries()) stats.set(`c${i}`, report)
    stats.set('dead', { id: 'dead', type: 'candidate-pair', state: 'failed', localCandidateId: 'l0' })
    return stats
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.#open()
    this.configuration = configuration
  }

  close(): void {
    this.connectionState = 'closed'
  }

  /** What ICE and DTLS come to. */
  become(state: RTCPeerConnectionState): void {
    this.connectionState = state
    this.onconnectionstatechange?.()
  }

  #take(sdp: string): void {
    this.#open()
    if (this.refuses !== undefined && sdp.includes(this.refuses)) throw new DOMException('no', 'InvalidAccessError')
  }

  #open(): void {
    if (this.connectionState === 'closed') throw new DOMException('closed', 'InvalidStateError')
  }
}
